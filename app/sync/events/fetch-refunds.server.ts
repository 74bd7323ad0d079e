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

/**
 * Refunds in full, by their gids; those that Shopify does not give, or fails to give, are missing.
 */
export async function fetchRefunds(
  shop: CallableShop,
  gids: readonly string[],
  options: CallOptions,
): Promise<Map<string, RefundJson>> {
  if (gids.length === 0) return new Map();
  const { nodes } = await readNodes(shop, RefundsByIdsDocument, gids, options);
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
  return new Map(refunds.map((refund) => [refund.id, refund]));
}
