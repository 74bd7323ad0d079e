// Asks Shopify for refunds with their lines, shipping and payments: what a bulk operation cannot
// give.
import { type CallOptions, callShopify } from '../../shopify/call.server.ts';
import { ShopifyFaulted } from '../../shopify/failures.ts';
import {
  MoreRefundLinesDocument,
  MoreRefundPaymentsDocument,
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
 * Refunds in full, by their gids; those that Shopify does not give, or fails to give whole, are
 * missing.
 */
export async function fetchRefunds(
  shop: CallableShop,
  gids: readonly string[],
  options: CallOptions,
): Promise<Map<string, RefundJson>> {
  const refunds = new Map<string, RefundJson>();
  if (gids.length === 0) return refunds;
  const { nodes } = await readNodes(shop, RefundsByIdsDocument, gids, options);
  for (const refund of nodes) {
    if ('refundLineItems' in refund && (await readOn(shop, refund, options)))
      refunds.set(refund.id, refund);
  }
  return refunds;
}

/** Adds what lies beyond the first pages; false if Shopify fails to give it. */
async function readOn(
  shop: CallableShop,
  { id, refundLineItems: lines, transactions: payments }: RefundJson,
  options: CallOptions,
): Promise<boolean> {
  try {
    while (lines.pageInfo.hasNextPage) {
      const variables = { id, after: lines.pageInfo.endCursor! };
      const { refund } = await callShopify(shop, MoreRefundLinesDocument, variables, options);
      if (!refund) return false;
      lines.nodes.push(...refund.refundLineItems.nodes);
      lines.pageInfo = refund.refundLineItems.pageInfo;
    }
    while (payments.pageInfo.hasNextPage) {
      const variables = { id, after: payments.pageInfo.endCursor! };
      const { refund } = await callShopify(shop, MoreRefundPaymentsDocument, variables, options);
      if (!refund) return false;
      payments.nodes.push(...refund.transactions.nodes);
      payments.pageInfo = refund.transactions.pageInfo;
    }
    return true;
  } catch (error) {
    if (error instanceof ShopifyFaulted) return false;
    throw error;
  }
}
