// Before rules are tried or saved: who is in the segments and what is in the collections that they
// name for the first time. The first order after the saving counts already.

import { keepCollections } from '#app/loyalty/earning/read-collections.server.ts';
import { keepSegments } from '#app/loyalty/earning/segments/keep-segments.server.ts';
import { withShopifySegments } from '#app/loyalty/earning/segments/shopify-segments.server.ts';
import type { Problem } from '#app/loyalty/programme/problems.ts';
import {
  collectionsNamed,
  isShopifySegment,
  type Rules,
  segmentsNamed,
} from '#app/loyalty/programme/rules.ts';
import { customersOfSegment, readSegments } from '#app/retention/segments/read.server.ts';
import { ShopifyThrottled, ShopifyUnreachable } from '#app/shopify/failures.ts';
import { MOST_MEMBERS } from '#app/shopify/segments.server.ts';
import type { Shop } from '#app/sync/read.server.ts';

/** What the rules name and nobody has, in words for the merchant. */
export async function lookUpNamed(
  shop: Shop,
  rules: Rules,
  before: Rules,
  now: Date,
): Promise<Problem[]> {
  const known = new Set((await readSegments(shop.id)).map(({ id }) => id));
  const named = segmentsNamed(rules);
  const gone = named.filter((id) => !isShopifySegment(id) && !known.has(id));
  if (gone.length > 0) return segmentProblems(rules, gone);
  const seen = new Set(segmentsNamed(before));
  const fresh = named.filter((id) => !seen.has(id));
  try {
    const read = withShopifySegments(customersOfSegment, { priority: 'admin' });
    const missing = await keepSegments(shop, fresh, read, now);
    if (missing.length > 0) return segmentProblems(rules, missing);
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    const text = 'Shopify could not be asked who is in the segments. Try again.';
    return [problem('campaigns', text)];
  }
  return collectionProblems(shop, rules, before);
}

const isOutOfReach = (error: unknown) =>
  error instanceof ShopifyUnreachable || error instanceof ShopifyThrottled;

const TOO_LARGE_OR_GONE = `a segment that Shopify no longer has, or one of more than ${MOST_MEMBERS.toLocaleString('en')} customers`;

function segmentProblems(rules: Rules, gone: readonly string[]): Problem[] {
  const isGone = (id: string) => gone.includes(id);
  const what = gone.some(isShopifySegment) ? TOO_LARGE_OR_GONE : 'a segment that no longer exists';
  const campaigns = rules.campaigns.flatMap(({ name, segmentIds }, at) =>
    segmentIds.some(isGone)
      ? [problem(`campaigns.${at}.segmentIds`, `“${name}” names ${what}`)]
      : [],
  );
  const excluded = rules.excludedSegmentIds.some(isGone)
    ? [problem('excludedSegmentIds', `“Earns nothing” names ${what}`)]
    : [];
  return [...campaigns, ...excluded];
}

async function collectionProblems(shop: Shop, rules: Rules, before: Rules): Promise<Problem[]> {
  const seen = new Set(collectionsNamed(before));
  const fresh = collectionsNamed(rules).filter((id) => !seen.has(id));
  try {
    const missing = await keepCollections(shop, fresh, { priority: 'admin' });
    return missing.map((id) => problem('order.products', `This shop has no collection ${id}`));
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    const text = 'Shopify could not be asked which products the collections hold. Try again.';
    return [problem('order.products', text)];
  }
}

const problem = (path: string, message: string): Problem => ({ path, message, severity: 'error' });
