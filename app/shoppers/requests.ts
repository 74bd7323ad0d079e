// What shoppers may send: the requests of contract.ts, checked. Anything else is refused before it
// reaches a feature.
import { z } from 'zod';
import { idOfText } from '#app/basics/gid.ts';
import { exponentOf, minorUnits } from '#app/basics/money.ts';

const locale = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  .max(35)
  .default('en');
const nonce = z.string().max(64).optional();
/** A Shopify number, or the gid that ends in it. */
export const shopifyId = z
  .string()
  .max(80)
  .transform((text, issues) => {
    const id = idOfText(text);
    if (id === null) issues.addIssue({ code: 'custom', message: 'no number of Shopify' });
    return id ?? z.NEVER;
  });
const decimal = z.string().regex(/^\d{1,12}(\.\d{1,12})?$/);

const cart = z.object({
  lines: z
    .array(
      z.object({
        productId: shopifyId,
        variantId: shopifyId,
        quantity: z.number().int().min(1).max(1_000_000),
        amount: decimal,
        isGiftCard: z.boolean().default(false),
        isSubscription: z.boolean().default(false),
      }),
    )
    .max(500),
  currency: z.string().regex(/^[A-Z]{3}$/),
  currencyRate: decimal.optional(),
  discountCodes: z.array(z.string().max(255)).max(20).default([]),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
});

const steps = z.number().int().min(1).max(100_000).default(1);

export const requests = {
  wallet: z.object({ locale }),
  redemption: z.object({ id: z.uuid(), locale }),
  order: z.object({ id: shopifyId, locale }),
  offer: z.object({ code: z.string().max(40), device: z.string().max(100).optional(), locale }),
  referral: z.object({
    code: z.string().max(40),
    email: z.email().max(254),
    device: z.string().max(100).optional(),
    locale,
    nonce,
  }),
  estimate: cart,
  fit: cart,
  check: z.object({ rewardId: z.uuid(), steps, cart }),
  redeem: z.object({
    id: z.uuid(),
    rewardId: z.uuid(),
    steps,
    cart: cart.optional(),
    locale,
    nonce,
  }),
  cancel: z.object({ id: z.uuid(), locale, nonce }),
  replace: z.object({ id: z.uuid(), newId: z.uuid(), locale, nonce }),
  join: z.object({ locale, nonce }),
  earn: z.object({ id: z.string().min(1).max(60), locale, nonce }),
  code: z.object({ code: z.string().trim().min(1).max(60), locale, nonce }),
  told: z.object({ id: shopifyId, locale, nonce }),
  birthday: z.object({ birthday: z.string().max(5), locale, nonce }),
  survey: z.object({
    orderId: shopifyId,
    surveyId: z.uuid(),
    choice: z.number().int().min(0).max(9),
    locale,
  }),
};

export type CartGiven = z.output<typeof cart>;

/**
 * A buyer's amount as minor units of the shop's currency, rounded half up; null if the rate between
 * the two
 * currencies is not known. `rate` is units of the buyer's currency for one of the shop's.
 */
export function inShopMoney(
  amount: string,
  currency: string,
  rate: string | undefined,
  shopCurrency: string,
): bigint | null {
  const minor = minorUnits(amount, currency);
  if (currency === shopCurrency) return minor;
  const [whole = '0', fraction = ''] = (rate ?? '0').split('.');
  const numerator = BigInt(whole + fraction);
  if (numerator === 0n) return null;
  const scaled = minor * 10n ** BigInt(fraction.length + exponentOf(shopCurrency));
  const divisor = numerator * 10n ** BigInt(exponentOf(currency));
  return (scaled * 2n + divisor) / (divisor * 2n);
}
