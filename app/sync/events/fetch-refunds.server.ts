// Asks Shopify for refunds with their lines, shipping and payments: what a bulk operation cannot
// give.
import { type CallOptions, callShopify } from '../../shopify/call.server.ts';
import {
  MoreRefundLinesDocument,
  RefundsByIdsDocument,
  type RefundsByIdsQuery,
} from '../../shopify/operations.generated.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { readNodes } from './read-nodes.server.ts';

export type RefundJson = Extract<
  NonNullable<RefundsByIdsQuery['nodes'][number]>,
  { refundLineItems: unknown }
>;

export type FetchedRefunds = {
  /** Those that exist, whole, by their gids. */
  refunds: Map<string, RefundJson>;
  /** The gids of those that Shopify failed to give. */
  faulty: Set<string>;
};

/** Refunds in full. */
export async function fetchRefunds(
  shop: CallableShop,
  gids: readonly string[],
  options: CallOptions,
): Promise<FetchedRefunds> {
  if (gids.length === 0) return { refunds: new Map(), faulty: new Set() };
  const { nodes, faulty } = await readNodes(shop, RefundsByIdsDocument, gids, options);
  const refunds = nodes.filter((node): node is RefundJson => 'refundLineItems' in node);
  for (const { id, refundLineItems } of refunds) {
    let page = refundLineItems.pageInfo;
    while (page.hasNextPage) {
      const more = await callShopify(
        shop,
        MoreRefundLinesDocument,
        { id, after: page.endCursor! },
        options,
      );
      if (!more.refund) break;
      refundLineItems.nodes.push(...more.refund.refundLineItems.nodes);
      page = more.refund.refundLineItems.pageInfo;
    }
  }
  return { refunds: new Map(refunds.map((refund) => [refund.id, refund])), faulty };
}
