// What members of a tier have in the checkout without a code: an automatic discount for a segment
// of customers. Everything is looked for by its name before it is made, so that a repeat makes
// nothing twice.
import { gidOf, idOfGid } from '../basics/gid.ts';
import { type CallOptions, callShopify } from './call.server.ts';
import { ShopifyRefused } from './failures.ts';
import {
  AutomaticDiscountDocument,
  AutomaticDiscountsByTitleDocument,
  CreateAutomaticPercentageDocument,
  CreateAutomaticShippingDocument,
  CreateSegmentDocument,
  DeleteAutomaticDiscountDocument,
  DeleteSegmentDocument,
  SegmentsByNameDocument,
} from './operations.generated.ts';
import type { CallableShop } from './token.server.ts';

export type AutomaticPerk = {
  /** Shoppers read it in the cart; it is the discount's only name. */
  title: string;
  segmentId: bigint;
  startsAt: Date;
  /** Whole percent off every order; null: free shipping. */
  percentOff: number | null;
};

/** Quotes a name for Shopify's search. */
const exactly = (field: string, name: string) => `${field}:"${name.replaceAll('"', ' ')}"`;

type Segment = { name: string; query: string };

/** The segment of this name, made if there is none. Throws as callShopify does. */
export async function ensureSegment(
  shop: CallableShop,
  segment: Segment,
  options: CallOptions,
): Promise<bigint> {
  const known = await segmentIdOf(shop, segment, options);
  if (known !== null) return known;
  const made = await callShopify(shop, CreateSegmentDocument, segment, options);
  const id = made.segmentCreate?.segment?.id;
  if (!id) throw new TypeError('Shopify made a segment and did not say which');
  return idOfGid(id);
}

async function segmentIdOf(
  shop: CallableShop,
  { name, query }: Segment,
  options: CallOptions,
): Promise<bigint | null> {
  const search = { query: exactly('name', name) };
  const found = await callShopify(shop, SegmentsByNameDocument, search, options);
  const known = found.segments.nodes.find((node) => node.name === name && node.query === query);
  return known ? idOfGid(known.id) : null;
}

/**
 * The automatic discount of a perk: the one known from before, whatever the merchant has made of
 * it, else one of its title, else a new one. One that has ended gives nobody anything and does not
 * count. Throws as callShopify does.
 */
export async function ensureAutomaticDiscount(
  shop: CallableShop,
  perk: AutomaticPerk,
  knownId: bigint | null,
  options: CallOptions,
): Promise<bigint> {
  if (knownId !== null && (await isInForce(shop, knownId, options))) return knownId;
  return (
    (await automaticDiscountOf(shop, perk.title, options)) ?? (await create(shop, perk, options))
  );
}

async function isInForce(
  shop: CallableShop,
  discountId: bigint,
  options: CallOptions,
): Promise<boolean> {
  const id = gidOf('DiscountNode', discountId);
  const { discountNode } = await callShopify(shop, AutomaticDiscountDocument, { id }, options);
  const discount = discountNode?.discount;
  return !!discount && 'status' in discount && discount.status !== 'EXPIRED';
}

/** The automatic discount of exactly this title that has not ended; null if there is none. */
async function automaticDiscountOf(
  shop: CallableShop,
  title: string,
  options: CallOptions,
): Promise<bigint | null> {
  const query = `${exactly('title', title)} method:automatic`;
  const found = await callShopify(shop, AutomaticDiscountsByTitleDocument, { query }, options);
  const known = found.discountNodes.nodes.find(
    ({ discount }) =>
      'title' in discount && discount.title === title && discount.status !== 'EXPIRED',
  );
  return known ? idOfGid(known.id) : null;
}

async function create(
  shop: CallableShop,
  { title, segmentId, startsAt, percentOff }: AutomaticPerk,
  options: CallOptions,
): Promise<bigint> {
  const isShipping = percentOff === null;
  const common = {
    title,
    startsAt: startsAt.toISOString(),
    context: { customerSegments: { add: [gidOf('Segment', segmentId)] } },
    // Rewards and a merchant's own codes say by themselves what they go together with. Shipping
    // discounts cannot combine with each other.
    combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: !isShipping },
  };
  if (isShipping) {
    const discount = {
      ...common,
      destination: { all: true },
      appliesOnOneTimePurchase: true,
      appliesOnSubscription: false,
    };
    const made = await callShopify(shop, CreateAutomaticShippingDocument, { discount }, options);
    return nodeId(made.discountAutomaticFreeShippingCreate?.automaticDiscountNode);
  }
  const customerGets = {
    // Shopify's percentage goes from 0 to 1.
    value: { percentage: percentOff / 100 },
    items: { all: true },
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: false,
  };
  const discount = { ...common, customerGets };
  const made = await callShopify(shop, CreateAutomaticPercentageDocument, { discount }, options);
  return nodeId(made.discountAutomaticBasicCreate?.automaticDiscountNode);
}

function nodeId(node: { id: string } | null | undefined): bigint {
  if (!node) throw new TypeError('Shopify made a discount and did not say which');
  return idOfGid(node.id);
}

/**
 * Takes a perk out of the shop; what a person deleted already is as good. Where an id is not known,
 * because its making was cut off before it was kept, what has its name goes.
 */
export async function removePerk(
  shop: CallableShop,
  { title, discountId }: { title: string; discountId: bigint | null },
  options: CallOptions,
): Promise<void> {
  const known = discountId ?? (await automaticDiscountOf(shop, title, options));
  if (known === null) return;
  const id = gidOf('DiscountAutomaticNode', known);
  await unlessGone(callShopify(shop, DeleteAutomaticDiscountDocument, { id }, options));
}

/** Takes the segment of a tier out of the shop, by its id or, as above, by its name. */
export async function removeSegment(
  shop: CallableShop,
  segment: Segment,
  segmentId: bigint | null,
  options: CallOptions,
): Promise<void> {
  const known = segmentId ?? (await segmentIdOf(shop, segment, options));
  if (known === null) return;
  const id = gidOf('Segment', known);
  await unlessGone(callShopify(shop, DeleteSegmentDocument, { id }, options));
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
    const isGone = error.userErrors.some(({ message }) => /not exist|not found/i.test(message));
    if (!isGone) throw error;
  }
}
