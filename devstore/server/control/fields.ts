// The pieces that the bodies of control doors are made of. Money is decimal text of the shop's
// currency.
import { z } from 'zod';
import { fromDecimal } from '../../shop/money.ts';
import type { CustomLine } from '../../shop/price-cart.ts';
import type { CartLine } from '../../store/carts.ts';
import type { Store } from '../../store/store.ts';
import { ControlError } from './route.ts';

export const moneyText = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'write money as text, such as "12.50"');

export const gidOrNumber = z
  .union([z.number().int(), z.string()])
  .transform((value) => Number(String(value).replace(/^.*\//, '')));

export const instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'not an instant');

export const address = z
  .object({
    firstName: z.string().nullable().default(null),
    lastName: z.string().nullable().default(null),
    company: z.string().nullable().default(null),
    address1: z.string().nullable().default(null),
    address2: z.string().nullable().default(null),
    city: z.string().nullable().default(null),
    province: z.string().nullable().default(null),
    provinceCode: z.string().nullable().default(null),
    zip: z.string().nullable().default(null),
    country: z.string().default('United States'),
    countryCode: z.string().length(2).default('US'),
    phone: z.string().nullable().default(null),
  })
  .strict();

/** A line of a product (`variantId`) or one made up on the spot (`title`, `price`). */
export const line = z.union([
  z
    .object({
      variantId: gidOrNumber,
      quantity: z.number().int().min(1).default(1),
      sellingPlan: z.string().nullable().default(null),
    })
    .strict(),
  z
    .object({
      title: z.string().default('Custom item'),
      price: moneyText,
      quantity: z.number().int().min(1).default(1),
      isGiftCard: z.boolean().optional(),
      requiresShipping: z.boolean().optional(),
      sku: z.string().optional(),
    })
    .strict(),
]);

export function minor(store: Store, text: string): number {
  const amount = fromDecimal(text, store.shop().currency);
  if (amount === null) throw new ControlError(400, `${text} is not an amount of money`);
  return amount;
}

/** Lines as the shop's functions take them. */
export function cartLines(store: Store, lines: z.output<typeof line>[]): (CartLine | CustomLine)[] {
  return lines.map((one, index) =>
    'variantId' in one
      ? { key: String(index), attributes: [], ...one }
      : {
          title: one.title,
          unitPrice: minor(store, one.price),
          quantity: one.quantity,
          isGiftCard: one.isGiftCard,
          requiresShipping: one.requiresShipping,
          sku: one.sku,
        },
  );
}
