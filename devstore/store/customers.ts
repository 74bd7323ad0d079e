// Customers with their consent, tags and addresses. Counters follow the orders
// (shop/customer-totals.ts).
import type { Address } from './orders.ts';
import { type Database, DocumentTable } from './sqlite.ts';

export type EmailMarketingState =
  | 'INVALID'
  | 'NOT_SUBSCRIBED'
  | 'PENDING'
  | 'REDACTED'
  | 'SUBSCRIBED'
  | 'UNSUBSCRIBED';

export interface Consent {
  state: EmailMarketingState;
  optInLevel: 'CONFIRMED_OPT_IN' | 'SINGLE_OPT_IN' | 'UNKNOWN' | null;
  updatedAt: string | null;
}

export interface Customer {
  id: number;
  createdAt: string;
  updatedAt: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  locale: string;
  state: 'DECLINED' | 'DISABLED' | 'ENABLED' | 'INVITED';
  isEmailVerified: boolean;
  isTaxExempt: boolean;
  isDataSaleOptOut: boolean;
  tags: string[];
  note: string | null;
  emailConsent: Consent;
  smsConsent: Consent;
  addresses: Address[];
  /** Orders that are not test orders; cancelled ones count, as in Shopify. */
  ordersCount: number;
  /** Minor units of the shop currency, net of refunds. */
  amountSpent: number;
  lastOrderId: number | null;
  lastOrderAt: string | null;
  /** Personal data was erased. */
  isRedacted: boolean;
}

/** A customer that was joined into another one. */
export interface CustomerMerge {
  id: number;
  jobId: number;
  fromId: number;
  intoId: number;
  at: string;
}

export class Customers extends DocumentTable<Customer> {
  constructor(database: Database) {
    super(
      database,
      'customers',
      [
        'id',
        'email',
        'phone',
        'name',
        'created_at',
        'updated_at',
        'orders_count',
        'amount_spent',
        'last_order_at',
        'state',
      ],
      (customer) => ({
        id: customer.id,
        email: customer.email?.toLowerCase() ?? null,
        phone: customer.phone,
        name: displayName(customer).toLowerCase(),
        created_at: customer.createdAt,
        updated_at: customer.updatedAt,
        orders_count: customer.ordersCount,
        amount_spent: customer.amountSpent,
        last_order_at: customer.lastOrderAt,
        state: customer.state,
      }),
    );
  }

  byEmail(email: string): Customer | undefined {
    return this.first('email = ?', email.trim().toLowerCase());
  }

  byPhone(phone: string): Customer | undefined {
    return this.first('phone = ?', phone);
  }

  /** Customers whose name or e-mail address contains the text, most recent order first. */
  search(text: string, limit: number, offset = 0): Customer[] {
    const pattern = `%${text.trim().toLowerCase().replaceAll('%', '')}%`;
    return this.where(
      '(name LIKE ? OR email LIKE ?) ORDER BY last_order_at DESC, id LIMIT ? OFFSET ?',
      pattern,
      pattern,
      limit,
      offset,
    );
  }
}

/** "First Last", else the e-mail address, as the admin shows a customer. */
export function displayName(
  customer: Pick<Customer, 'email' | 'firstName' | 'lastName' | 'phone'>,
): string {
  const name = [customer.firstName, customer.lastName].filter(Boolean).join(' ');
  return name || customer.email || customer.phone || '';
}
