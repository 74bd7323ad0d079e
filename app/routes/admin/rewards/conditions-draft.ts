// The conditions of a reward's code as text fields, and back. Each kind of reward takes its own:
// what Shopify does not know for it is neither shown nor saved.
import { decimalText } from '#app/basics/money.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import { isDiscount, isOffGoods, type Kind, type Terms, takesMinimum } from '#app/rewards/terms.ts';
import { amount } from '../programme/drafts/programme-draft.ts';
import { pickedOf, pickedText } from './picks.ts';

export type ConditionsDraft = {
  minimum: string;
  /** 'all', 'products' or 'collections'; picks.ts: which. */
  itemsKind: string;
  items: string;
  /** Comma-separated country codes; empty: everywhere. */
  countries: string;
  purchase: string;
  combinesOrder: string;
  combinesProduct: string;
  combinesShipping: string;
};
export type ConditionsErrors = Partial<Record<keyof ConditionsDraft, string>>;
type Conditions = Terms['conditions'];

const yesNo = (is: boolean) => (is ? 'yes' : 'no');

export function conditionsDraft(reward: Reward | null, currency: string): ConditionsDraft {
  const conditions = reward?.terms.conditions;
  const { productIds = [], collectionIds = [], titles = [] } = conditions ?? {};
  const ids = (productIds.length > 0 ? productIds : collectionIds).map(String);
  const minimum = conditions?.minimum ?? null;
  return {
    minimum: minimum === null ? '' : decimalText(minimum, currency),
    itemsKind: productIds.length > 0 ? 'products' : ids.length > 0 ? 'collections' : 'all',
    items: pickedText({ ids, titles }),
    countries: (conditions?.countries ?? []).join(','),
    purchase: conditions?.purchase ?? 'one-time',
    combinesOrder: yesNo(conditions?.combinesWith.order ?? false),
    combinesProduct: yesNo(conditions?.combinesWith.product ?? false),
    combinesShipping: yesNo(conditions?.combinesWith.shipping ?? true),
  };
}

/** The conditions that the form asks for and `kind` takes; `errors` names what is wrong. */
export function givenConditions(
  form: Record<string, string>,
  kind: Kind,
  currency: string,
  errors: ConditionsErrors,
): Conditions {
  const isCode = isDiscount(kind);
  const combines = (name: 'Order' | 'Product' | 'Shipping') =>
    !isCode || form[`combines${name}`] === 'yes';
  return {
    minimum: takesMinimum(kind) ? minimumOf(form, currency, errors) : null,
    ...itemsOf(form, kind, errors),
    purchase: purchaseOf(form.purchase, kind),
    countries:
      kind === 'free-shipping'
        ? (form.countries ?? '').split(',').filter((code) => code !== '')
        : [],
    combinesWith: {
      order: combines('Order'),
      product: combines('Product'),
      // One shipping discount excludes another.
      shipping: kind !== 'free-shipping' && combines('Shipping'),
    },
  };
}

/** Shopify asks this neither of money nor of a free product. */
function purchaseOf(purchase: string | undefined, kind: Kind): Conditions['purchase'] {
  if (!takesPurchase(kind) || purchase === 'both') return 'both';
  return purchase === 'subscription' ? 'subscription' : 'one-time';
}

export const takesPurchase = (kind: Kind): boolean => isOffGoods(kind) || kind === 'free-shipping';

function minimumOf(form: Record<string, string>, currency: string, errors: ConditionsErrors) {
  const text = form.minimum?.trim() ?? '';
  if (text === '') return null;
  const minimum = amount(text, currency);
  if (minimum === null) errors.minimum = 'An amount, like 20 or 19.50';
  return minimum;
}

function itemsOf(form: Record<string, string>, kind: Kind, errors: ConditionsErrors) {
  const nothing = { productIds: [], collectionIds: [], titles: [] };
  // Shoppers read what they have to buy where others read what a code is for.
  if (kind === 'free-product') return { ...nothing, titles: pickedOf(form.buys).titles };
  if (!isOffGoods(kind) || form.itemsKind === 'all' || !form.itemsKind) return nothing;
  const { ids, titles } = pickedOf(form.items);
  if (ids.length === 0) errors.items = `Choose the ${form.itemsKind}`;
  const numbers = ids.map(BigInt);
  return form.itemsKind === 'products'
    ? { ...nothing, titles, productIds: numbers }
    : { ...nothing, titles, collectionIds: numbers };
}
