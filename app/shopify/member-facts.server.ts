// What a customer's record in Shopify says of the loyalty programme: metafields for themes and
// segments, tags for both.
import { gidOf, idOfGid } from '../basics/gid.ts';
import { type CallOptions, callShopify } from './call.server.ts';
import {
  ProductsOfCollectionDocument,
  TagMemberDocument,
  WriteMemberFactsDocument,
} from './operations.generated.ts';
import type { CallableShop } from './token.server.ts';

export type MemberFactsToWrite = {
  customerId: bigint;
  pointsBalance: bigint;
  /** The tier's name; '' where there is none. Null leaves what is written. */
  tierName: string | null;
};

/** Shopify takes 25 metafields a call; a member has two. */
export const MEMBERS_PER_CALL = 12;

/**
 * Writes balance and tier of up to MEMBERS_PER_CALL customers, all or none. Throws as callShopify
 * does.
 */
export async function writeMemberFacts(
  shop: CallableShop,
  members: readonly MemberFactsToWrite[],
  options: CallOptions,
): Promise<void> {
  const metafields = members.flatMap(({ customerId, pointsBalance, tierName }) => {
    const ownerId = gidOf('Customer', customerId);
    const balance = {
      ownerId,
      namespace: '$app',
      key: 'points_balance',
      type: 'number_integer',
      value: pointsBalance.toString(),
    };
    if (tierName === null) return [balance];
    // A text metafield cannot be empty: a space stands for "no tier any more".
    const value = tierName === '' ? ' ' : tierName;
    const tier = { ownerId, namespace: '$app', key: 'tier', type: 'single_line_text_field', value };
    return [balance, tier];
  });
  await callShopify(shop, WriteMemberFactsDocument, { metafields }, options);
}

/** Gives a customer some tags and takes others away; both are harmless when done again. */
export async function tagMember(
  shop: CallableShop,
  customerId: bigint,
  tags: { add: string[]; remove: string[] },
  options: CallOptions,
): Promise<void> {
  await callShopify(
    shop,
    TagMemberDocument,
    { id: gidOf('Customer', customerId), ...tags },
    options,
  );
}

/** The ids of a collection's products; null if there is no such collection. */
export async function productsOfCollection(
  shop: CallableShop,
  collectionId: bigint,
  options: CallOptions,
): Promise<bigint[] | null> {
  const ids: bigint[] = [];
  for (let after: string | null = null; ; ) {
    const data: Awaited<ReturnType<typeof page>> = await page(shop, collectionId, after, options);
    if (!data.collection) return null;
    const { nodes, pageInfo } = data.collection.products;
    ids.push(...nodes.map((node) => idOfGid(node.id)));
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor ?? null;
  }
}

const page = (
  shop: CallableShop,
  collectionId: bigint,
  after: string | null,
  options: CallOptions,
) =>
  callShopify(
    shop,
    ProductsOfCollectionDocument,
    { id: gidOf('Collection', collectionId), after },
    options,
  );
