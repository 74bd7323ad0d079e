// Shopify's own customer segments among those that rules name: their ids carry a mark.
import type { CallOptions } from '#app/shopify/call.server.ts';
import { membersOfSegment } from '#app/shopify/segments.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { isShopifySegment, shopifyIdOf } from '../../programme/rules.ts';
import type { SegmentReader } from './keep-segments.server.ts';

/**
 * Reads Shopify's segments there, all others by `read`. Throws as callShopify does; null also for
 * one with more customers than Shopify lists.
 */
export const withShopifySegments =
  (read: SegmentReader, options: CallOptions): SegmentReader =>
  async (given, segmentId, now) => {
    if (!isShopifySegment(segmentId)) return read(given, segmentId, now);
    const shop = await shopById(given.id);
    if (!shop || shop.uninstalledAt !== null) return null;
    const customers = await membersOfSegment(shop, shopifyIdOf(segmentId), options);
    return customers && inOne(customers);
  };

async function* inOne(customers: bigint[]) {
  yield customers;
}
