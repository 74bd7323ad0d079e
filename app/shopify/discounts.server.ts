// Discounts and their codes in Shopify: find, make, remove. Knows nothing of points.
import { gidOf, idOfGid } from '../basics/gid.ts';
import { minorUnits } from '../basics/money.ts';
import { type CallOptions, callShopify } from './call.server.ts';
import { type DiscountDraft, type DiscountFacts, discountInput, factsOf } from './discounts.ts';
import {
  AddRedeemCodesDocument,
  CreateBasicDiscountDocument,
  CreateProductDiscountDocument,
  CreateShippingDiscountDocument,
  DeleteDiscountDocument,
  DiscountByCodeDocument,
  DiscountByIdDocument,
  type DiscountFactsFragment,
  DiscountsOfOrderDocument,
  type DiscountsOfOrderQuery,
  OrdersWithCodeDocument,
  RedeemCodeCreationDocument,
  RedeemCodesOfDocument,
  RemoveRedeemCodesDocument,
  TieBasicDiscountDocument,
  TieProductDiscountDocument,
  TieShippingDiscountDocument,
} from './operations.generated.ts';
import type { CallableShop } from './token.server.ts';

/**
 * The discount that `code` belongs to, in whatever case it is written; null if Shopify knows no
 * such code.
 */
export async function discountOfCode(
  shop: CallableShop,
  code: string,
  options: CallOptions,
): Promise<DiscountFacts | null> {
  const data = await callShopify(shop, DiscountByCodeDocument, { code }, options);
  const node = data.codeDiscountNodeByCode;
  return node ? factsOf(node.id, node.codeDiscount) : null;
}

/** A discount by its number; null if it was deleted. */
export async function discountById(
  shop: CallableShop,
  id: bigint,
  options: CallOptions,
): Promise<DiscountFacts | null> {
  const gid = gidOf('DiscountNode', id);
  const data = await callShopify(shop, DiscountByIdDocument, { id: gid }, options);
  const node = data.discountNode;
  return node ? factsOf(node.id, node.discount as DiscountFactsFragment) : null;
}

/**
 * Makes a discount. Not idempotent by itself: look its code up first, and again after
 * ShopifyRefused with TAKEN.
 */
export async function makeDiscount(
  shop: CallableShop,
  draft: DiscountDraft,
  options: CallOptions,
): Promise<DiscountFacts> {
  const node = await create(shop, draft, options);
  const facts = node ? factsOf(node.id, node.codeDiscount) : null;
  if (!facts) throw new TypeError('Shopify made a discount and did not say which');
  return facts;
}

async function create(shop: CallableShop, draft: DiscountDraft, options: CallOptions) {
  const input = discountInput(draft);
  if (input.type === 'basic') {
    const { discount } = input;
    const data = await callShopify(shop, CreateBasicDiscountDocument, { discount }, options);
    return data.discountCodeBasicCreate?.codeDiscountNode;
  }
  if (input.type === 'shipping') {
    const { discount } = input;
    const data = await callShopify(shop, CreateShippingDiscountDocument, { discount }, options);
    return data.discountCodeFreeShippingCreate?.codeDiscountNode;
  }
  const { discount } = input;
  const data = await callShopify(shop, CreateProductDiscountDocument, { discount }, options);
  return data.discountCodeBxgyCreate?.codeDiscountNode;
}

/**
 * Ties a discount to `customerId` as well as to those it was tied to; everything else of it stays.
 * Throws ShopifyRefused if there is no such discount or customer.
 */
export async function tieDiscount(
  shop: CallableShop,
  id: bigint,
  kind: DiscountDraft['value']['kind'],
  customerId: bigint,
  options: CallOptions,
): Promise<void> {
  const discount = { context: { customers: { add: [gidOf('Customer', customerId)] } } };
  const variables = { id: gidOf('DiscountCodeNode', id), discount };
  if (kind === 'free-shipping') {
    await callShopify(shop, TieShippingDiscountDocument, variables, options);
  } else if (kind === 'free-product') {
    await callShopify(shop, TieProductDiscountDocument, variables, options);
  } else {
    await callShopify(shop, TieBasicDiscountDocument, variables, options);
  }
}

/** Deletes a discount with all its codes. Throws ShopifyRefused if there is none. */
export async function deleteDiscount(shop: CallableShop, id: bigint, options: CallOptions) {
  await callShopify(shop, DeleteDiscountDocument, { id: gidOf('DiscountCodeNode', id) }, options);
}

/**
 * Asks Shopify to add at most 250 codes; it does so in its own time. Gives the gid to ask after
 * them with.
 */
export async function addCodes(
  shop: CallableShop,
  discountId: bigint,
  codes: readonly string[],
  options: CallOptions,
): Promise<string> {
  const data = await callShopify(
    shop,
    AddRedeemCodesDocument,
    {
      discountId: gidOf('DiscountCodeNode', discountId),
      codes: codes.map((code) => ({ code })),
    },
    options,
  );
  const creation = data.discountRedeemCodeBulkAdd?.bulkCreation;
  if (!creation) throw new TypeError('Shopify took codes and did not say as what');
  return creation.id;
}

export type AddedCodes = {
  isDone: boolean;
  codes: { code: string; id: bigint | null; refusal: string | null }[];
};

/** How far Shopify is with codes it was asked to add; null if it no longer knows. */
export async function readAddedCodes(
  shop: CallableShop,
  creationGid: string,
  options: CallOptions,
): Promise<AddedCodes | null> {
  const data = await callShopify(shop, RedeemCodeCreationDocument, { id: creationGid }, options);
  const creation = data.discountRedeemCodeBulkCreation;
  if (!creation) return null;
  const codes = creation.codes.nodes.map(({ code, discountRedeemCode, errors }) => ({
    code,
    id: discountRedeemCode ? idOfGid(discountRedeemCode.id) : null,
    refusal: errors.length > 0 ? errors.map(({ message }) => message).join('; ') : null,
  }));
  return { isDone: creation.done, codes };
}

/** Asks Shopify to remove single codes of a discount; it does so in its own time. */
export async function removeCodes(
  shop: CallableShop,
  discountId: bigint,
  ids: readonly bigint[],
  options: CallOptions,
): Promise<void> {
  await callShopify(
    shop,
    RemoveRedeemCodesDocument,
    {
      discountId: gidOf('DiscountCodeNode', discountId),
      ids: ids.map((id) => gidOf('DiscountRedeemCode', id)),
    },
    options,
  );
}

/** All codes of a discount, page by page; nothing if it was deleted. */
export async function* codesOf(
  shop: CallableShop,
  discountId: bigint,
  options: CallOptions,
): AsyncGenerator<{ id: bigint; code: string }[]> {
  const id = gidOf('DiscountNode', discountId);
  for (let after: string | null = null; ; ) {
    const data: Awaited<ReturnType<typeof pageOfCodes>> = await pageOfCodes(
      shop,
      id,
      after,
      options,
    );
    const discount = data.discountNode?.discount;
    if (!discount || !('codes' in discount)) return;
    yield discount.codes.nodes.map((node) => ({ id: idOfGid(node.id), code: node.code }));
    if (!discount.codes.pageInfo.hasNextPage) return;
    after = discount.codes.pageInfo.endCursor ?? null;
  }
}

const pageOfCodes = (shop: CallableShop, id: string, after: string | null, options: CallOptions) =>
  callShopify(shop, RedeemCodesOfDocument, { id, after }, options);

/**
 * What `code` took off the goods and the shipping of an order, in minor units of the shop's
 * currency; null if Shopify no longer has the order.
 */
export async function takenOffOrder(
  shop: CallableShop & { currency: string },
  orderId: bigint,
  code: string,
  options: CallOptions,
): Promise<bigint | null> {
  const id = gidOf('Order', orderId);
  let sum = 0n;
  for (let after: string | null = null; ; ) {
    const data: DiscountsOfOrderQuery = await callShopify(
      shop,
      DiscountsOfOrderDocument,
      { id, after },
      options,
    );
    if (!data.order) return null;
    const { lineItems, shippingLines } = data.order;
    // Shipping comes again with every page of lines.
    const lines = after === null ? [...lineItems.nodes, ...shippingLines.nodes] : lineItems.nodes;
    for (const { discountAllocations } of lines) {
      for (const { allocatedAmountSet, discountApplication } of discountAllocations) {
        const isOurs =
          discountApplication.__typename === 'DiscountCodeApplication' &&
          discountApplication.code.toUpperCase() === code;
        if (isOurs) sum += minorUnits(String(allocatedAmountSet.shopMoney.amount), shop.currency);
      }
    }
    if (!lineItems.pageInfo.hasNextPage) return sum;
    after = lineItems.pageInfo.endCursor ?? null;
  }
}

/**
 * An order that carries `code`, if Shopify finds one; its search sees only the first code of an
 * order.
 */
export async function orderWithCode(
  shop: CallableShop,
  code: string,
  options: CallOptions,
): Promise<bigint | null> {
  const query = `discount_code:"${code}"`;
  const data = await callShopify(shop, OrdersWithCodeDocument, { query }, options);
  // Shopify ignores a filter it does not understand, so the answer is looked at again.
  const order = data.orders.nodes.find(({ discountCodes }) =>
    discountCodes.some((one) => one.toUpperCase() === code.toUpperCase()),
  );
  return order ? idOfGid(order.id) : null;
}
