// The merchant's own customer segments in Shopify: their names, and who is in them.
import { gidOf, idOfGid } from '../basics/gid.ts';
import { type CallOptions, callShopify } from './call.server.ts';
import {
  ListSegmentsDocument,
  SegmentExistsDocument,
  SegmentMembersDocument,
} from './operations.generated.ts';
import type { CallableShop } from './token.server.ts';

/** Shopify gives no list further than this; a longer one would be cut off without a word. */
export const MOST_MEMBERS = 25_000;

/** All segments by name. Throws as callShopify does. */
export async function listSegments(
  shop: CallableShop,
  options: CallOptions,
): Promise<{ id: bigint; name: string }[]> {
  const segments: { id: bigint; name: string }[] = [];
  for (let after: string | null = null; ; ) {
    const data: Awaited<ReturnType<typeof pageOfSegments>> = await pageOfSegments(
      shop,
      after,
      options,
    );
    const { nodes, pageInfo } = data.segments;
    segments.push(...nodes.map(({ id, name }) => ({ id: idOfGid(id), name })));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor ?? null;
  }
  return segments.sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * The ids of a segment's customers, ascending; null if there is no such segment or it holds more
 * than MOST_MEMBERS. Throws as callShopify does.
 */
export async function membersOfSegment(
  shop: CallableShop,
  segmentId: bigint,
  options: CallOptions,
): Promise<bigint[] | null> {
  const id = gidOf('Segment', segmentId);
  const { segment } = await callShopify(shop, SegmentExistsDocument, { id }, options);
  if (!segment) return null;
  const ids = new Set<bigint>();
  for (let after: string | null = null; ; ) {
    const data: Awaited<ReturnType<typeof pageOfMembers>> = await pageOfMembers(
      shop,
      id,
      after,
      options,
    );
    const { totalCount, edges, pageInfo } = data.customerSegmentMembers;
    if (totalCount > MOST_MEMBERS) return null;
    // A member has the customer's number under a name of its own.
    for (const { node } of edges) ids.add(idOfGid(node.id));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor ?? null;
  }
  return [...ids].sort((a, b) => (a < b ? -1 : 1));
}

const pageOfSegments = (shop: CallableShop, after: string | null, options: CallOptions) =>
  callShopify(shop, ListSegmentsDocument, { after }, options);

const pageOfMembers = (
  shop: CallableShop,
  id: string,
  after: string | null,
  options: CallOptions,
) => callShopify(shop, SegmentMembersDocument, { id, after }, options);
