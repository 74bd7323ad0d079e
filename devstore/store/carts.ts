// Carts of the storefront and the checkouts that grow out of them.
import type { Address } from './orders.ts';
import { type Database, DocumentTable } from './sqlite.ts';

export interface CartLine {
  /** The key the storefront uses to change the line. */
  key: string;
  variantId: number;
  quantity: number;
  sellingPlan: string | null;
  attributes: { key: string; value: string }[];
}

export interface Cart {
  token: string;
  createdAt: string;
  updatedAt: string;
  lines: CartLine[];
  discountCodes: string[];
  note: string | null;
  attributes: { key: string; value: string }[];
  customerId: number | null;
  presentmentCurrency: string | null;
  locale: string | null;
}

export interface Checkout {
  token: string;
  id: number;
  cartToken: string | null;
  createdAt: string;
  updatedAt: string;
  completedAt: string | null;
  orderId: number | null;
  lines: CartLine[];
  discountCodes: string[];
  giftCardCodes: string[];
  useStoreCredit: boolean;
  customerId: number | null;
  email: string | null;
  phone: string | null;
  shippingAddress: Address | null;
  acceptsMarketing: boolean;
  note: string | null;
  attributes: { key: string; value: string }[];
  presentmentCurrency: string | null;
  locale: string | null;
  sourceName: string;
}

export class Carts extends DocumentTable<Cart> {
  constructor(database: Database) {
    super(database, 'carts', ['token', 'updated_at'], (cart) => ({
      token: cart.token,
      updated_at: cart.updatedAt,
    }));
  }
}

export class Checkouts extends DocumentTable<Checkout> {
  constructor(database: Database) {
    super(
      database,
      'checkouts',
      ['token', 'id', 'order_id', 'created_at', 'updated_at', 'completed_at'],
      (checkout) => ({
        token: checkout.token,
        id: checkout.id,
        order_id: checkout.orderId,
        created_at: checkout.createdAt,
        updated_at: checkout.updatedAt,
        completed_at: checkout.completedAt,
      }),
    );
  }

  ofOrder(orderId: number): Checkout | undefined {
    return this.first('order_id = ?', orderId);
  }
}
