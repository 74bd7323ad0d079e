// What a reward gives, as text fields, and back.
import { decimalText } from '#app/basics/money.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import type { TermsInput } from '#app/rewards/terms.ts';
import { amount } from '../programme/drafts/programme-draft.ts';
import { type Gift, giftOf, pickedOf, pickedText } from './picks.ts';

export type ValueDraft = {
  kind: string;
  amount: string;
  percent: string;
  /** The dearest shipping that is free; empty: any. */
  maximum: string;
  /** picks.ts: what is given away, how many pieces, and what has to be bought for it. */
  gift: string;
  giftQuantity: string;
  buysKind: string;
  buys: string;
  buysQuantity: string;
  /** 'yes' for an incremental reward. */
  hasSteps: string;
  stepsMinimum: string;
  stepsMaximum: string;
};
export type ValueErrors = Partial<Record<keyof ValueDraft, string>>;

type Value = Reward['terms']['value'];
type ValueOf<Kind> = Extract<Value, { kind: Kind }>;
type Given = Record<string, string>;
export type Whole = (name: keyof ValueDraft, most: number) => number;

export function valueDraft(reward: Reward | null, currency: string): ValueDraft {
  const value = reward?.terms.value;
  const maximum = value?.kind === 'free-shipping' ? value.maximum : null;
  const steps = reward?.offer.steps ?? null;
  return {
    kind: value?.kind ?? 'amount-off',
    amount: value && 'amount' in value ? decimalText(value.amount, currency) : '5',
    percent: value?.kind === 'percentage-off' ? String(value.basisPoints / 100) : '10',
    maximum: maximum === null ? '' : decimalText(maximum, currency),
    ...giftDraft(value?.kind === 'free-product' ? value : null, reward),
    hasSteps: steps === null ? 'no' : 'yes',
    stepsMinimum: String(steps?.minimum ?? 1),
    stepsMaximum: String(steps?.maximum ?? ''),
  };
}

function giftDraft(value: ValueOf<'free-product'> | null, reward: Reward | null) {
  if (!value) {
    return { gift: '', giftQuantity: '1', buysKind: 'products', buys: '', buysQuantity: '1' };
  }
  const { variantId, productId, title, imageUrl, quantity, buys } = value;
  const gift: Gift = {
    variantId: String(variantId),
    productId: String(productId),
    title,
    imageUrl,
  };
  const isByProduct = buys.productIds.length > 0;
  const ids = (isByProduct ? buys.productIds : buys.collectionIds).map(String);
  return {
    gift: JSON.stringify(gift),
    giftQuantity: String(quantity),
    buysKind: isByProduct ? 'products' : 'collections',
    buys: pickedText({ ids, titles: reward?.terms.conditions.titles ?? [] }),
    buysQuantity: String(buys.quantity),
  };
}

/** What the form says that is given; null where a field is wrong, which `errors` then names. */
export function givenValue(
  form: Given,
  currency: string,
  errors: ValueErrors,
  whole: Whole,
): TermsInput['value'] | null {
  switch (form.kind) {
    case 'amount-off':
    case 'store-credit':
    case 'gift-card': {
      const given = amount(form.amount ?? '', currency);
      if (given === null || given <= 0n) errors.amount = 'An amount above 0, like 5 or 4.50';
      return given === null ? null : { kind: form.kind, amount: given };
    }
    case 'percentage-off': {
      const percent = Number((form.percent ?? '').trim().replace(',', '.'));
      const basisPoints = Math.round(percent * 100);
      if (!(basisPoints >= 1 && basisPoints <= 10_000)) errors.percent = 'A number up to 100';
      return { kind: 'percentage-off', basisPoints };
    }
    case 'free-product':
      return givenProduct(form, errors, whole);
    default: {
      const text = form.maximum?.trim() ?? '';
      const maximum = text === '' ? null : amount(text, currency);
      if (text !== '' && maximum === null) errors.maximum = 'An amount, like 20 or 19.50';
      return { kind: 'free-shipping', maximum };
    }
  }
}

function givenProduct(form: Given, errors: ValueErrors, whole: Whole): TermsInput['value'] | null {
  const gift = giftOf(form.gift);
  const { ids } = pickedOf(form.buys);
  if (!gift) errors.gift = 'Choose what is given away';
  if (ids.length === 0) errors.buys = 'Choose what has to be bought';
  const quantity = whole('giftQuantity', 10);
  const buysQuantity = whole('buysQuantity', 1000);
  if (!gift) return null;
  const isByProduct = form.buysKind !== 'collections';
  return {
    kind: 'free-product',
    ...gift,
    quantity,
    buys: {
      productIds: isByProduct ? ids : [],
      collectionIds: isByProduct ? [] : ids,
      quantity: buysQuantity,
    },
  };
}

/** The steps of an incremental reward; null for a fixed one. Only amounts come in steps. */
export function givenSteps(form: Given, errors: ValueErrors, whole: Whole) {
  const isAmount = ['amount-off', 'store-credit', 'gift-card'].includes(form.kind ?? '');
  if (form.hasSteps !== 'yes' || !isAmount) return null;
  const minimum = whole('stepsMinimum', 100_000);
  const maximum = form.stepsMaximum?.trim() ? whole('stepsMaximum', 100_000) : null;
  if (maximum !== null && maximum < minimum) errors.stepsMaximum = 'Not fewer than at least';
  return { minimum, maximum };
}
