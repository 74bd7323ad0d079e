// What checkout extensions may change: discount codes, lines, attributes, the note, gift cards,
// cart metafields.
import { usableGiftCard } from '../../shop/tenders.ts';
import type { Checkout } from '../../store/carts.ts';
import type { WebContext } from '../context.ts';
import { mayChangeCodes } from '../surfaces/checkout-state.ts';
import { addCode, removeCode, save } from './checkouts.ts';

export type Change = { kind: string; change: Record<string, unknown> };
type Result = { type: 'success' } | { type: 'error'; message: string };
type Outcome = { result: Result; checkout: Checkout };

const failed = (checkout: Checkout, message: string): Outcome => ({
  result: { type: 'error', message },
  checkout,
});
const done = (checkout: Checkout): Outcome => ({ result: { type: 'success' }, checkout });

/** Applies one change of an extension and says what `apply…Change` resolves to. */
export function applyChange(
  context: WebContext,
  checkout: Checkout,
  { kind, change }: Change,
): Outcome {
  switch (kind) {
    case 'discountCode':
      return discountCode(context, checkout, change);
    case 'cartLines':
      return cartLines(context, checkout, change);
    case 'attribute':
      return attribute(context, checkout, change);
    case 'note': {
      const note = change.type === 'removeNote' ? null : String(change.note ?? '');
      return done(save(context, { ...checkout, note }));
    }
    case 'giftCard':
      return giftCard(context, checkout, change);
    default:
      return failed(checkout, `devstore's checkout does not know the change ${kind}`);
  }
}

function discountCode(
  context: WebContext,
  checkout: Checkout,
  change: Record<string, unknown>,
): Outcome {
  if (!mayChangeCodes(context)) {
    return failed(checkout, 'Discount codes cannot be changed in this checkout');
  }
  const code = String(change.code ?? '');
  if (change.type === 'removeDiscountCode') return done(removeCode(context, checkout, code));
  const added = addCode(context, checkout, code);
  return added.ok ? done(added.checkout) : failed(checkout, added.message);
}

function cartLines(
  context: WebContext,
  checkout: Checkout,
  change: Record<string, unknown>,
): Outcome {
  const quantity = Number(change.quantity ?? 1);
  if (change.type === 'addCartLine') {
    const variantId = Number(String(change.merchandiseId).split('/').at(-1));
    if (!context.store.products.variant(variantId)) return failed(checkout, 'No such variant');
    const line = {
      key: `${variantId}:${context.store.newToken()}`,
      variantId,
      quantity,
      sellingPlan: null,
      attributes: [],
    };
    return done(save(context, { ...checkout, lines: [...checkout.lines, line] }));
  }
  const key = String(change.id).replace('gid://shopify/CartLine/', '');
  const index = checkout.lines.findIndex((line) => line.key === key);
  const line = checkout.lines[index];
  if (!line) return failed(checkout, 'No such line');
  const left = change.type === 'removeCartLine' ? line.quantity - quantity : quantity;
  const lines = checkout.lines
    .with(index, { ...line, quantity: left })
    .filter((each) => each.quantity > 0);
  return done(save(context, { ...checkout, lines }));
}

function attribute(
  context: WebContext,
  checkout: Checkout,
  change: Record<string, unknown>,
): Outcome {
  const key = String(change.key ?? '');
  const others = checkout.attributes.filter((each) => each.key !== key);
  const isRemoval = change.type === 'removeAttribute';
  const attributes = isRemoval ? others : [...others, { key, value: String(change.value ?? '') }];
  return done(save(context, { ...checkout, attributes }));
}

function giftCard(
  context: WebContext,
  checkout: Checkout,
  change: Record<string, unknown>,
): Outcome {
  const code = String(change.code ?? '');
  const others = checkout.giftCardCodes.filter((each) => each !== code);
  if (change.type === 'removeGiftCard') {
    return done(save(context, { ...checkout, giftCardCodes: others }));
  }
  if (!usableGiftCard(context.store, code)) return failed(checkout, 'Enter a valid gift card');
  return done(save(context, { ...checkout, giftCardCodes: [...others, code] }));
}
