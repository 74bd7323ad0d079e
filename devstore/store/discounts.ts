// Discount nodes and their redeem codes. Uses are counted per code, as Shopify does.
import { type Database, DocumentTable } from './sqlite.ts';

/** What a discount applies to, or what must be bought for it. */
export type Items =
  | { kind: 'all' }
  | { kind: 'products'; productIds: number[]; variantIds: number[] }
  | { kind: 'collections'; collectionIds: number[] };

export type Context =
  | { kind: 'all' }
  | { kind: 'customers'; customerIds: number[] }
  | { kind: 'segments'; segmentIds: number[] };

export type Minimum =
  | { kind: 'none' }
  | { kind: 'quantity'; quantity: number }
  | { kind: 'subtotal'; amount: number };

export type Effect =
  | { kind: 'percentage'; percentage: number }
  | { kind: 'amount'; amount: number; isOnEachItem: boolean };

export type Benefit =
  | { kind: 'basic'; effect: Effect; items: Items }
  | { kind: 'freeShipping'; countries: string[] | 'all'; maximumShippingPrice: number | null }
  | {
      kind: 'bxgy';
      buys: Items;
      buysMinimum: { kind: 'amount'; amount: number } | { kind: 'quantity'; quantity: number };
      gets: Items;
      getsQuantity: number;
      /** 0 to 1, or an amount off each. */
      effect: { kind: 'percentage'; percentage: number } | { kind: 'amount'; amount: number };
      usesPerOrderLimit: number | null;
    };

export interface Discount {
  id: number;
  /** Taken off by itself; else by a code. */
  isAutomatic?: boolean;
  title: string;
  startsAt: string;
  endsAt: string | null;
  createdAt: string;
  updatedAt: string;
  benefit: Benefit;
  minimum: Minimum;
  context: Context;
  /** Uses allowed for each code, null for any number. */
  usageLimit: number | null;
  appliesOncePerCustomer: boolean;
  appliesOnOneTimePurchase: boolean;
  appliesOnSubscription: boolean;
  recurringCycleLimit: number | null;
  combinesWith: { order: boolean; product: boolean; shipping: boolean };
  tags: string[];
}

export interface RedeemCode {
  id: number;
  discountId: number;
  code: string;
  usageCount: number;
  /** What the API shows: it lags behind, as in Shopify. */
  asyncUsageCount: number;
}

/** One redeem-code import; it is worked off after the mutation has answered. */
export interface CodeImport {
  id: number;
  discountId: number;
  createdAt: string;
  isDone: boolean;
  codes: {
    code: string;
    redeemCodeId: number | null;
    errors: { code: string; message: string }[];
  }[];
}

interface CodeRow {
  id: number;
  discount_id: number;
  code: string;
  usage_count: number;
  async_usage_count: number;
}

export class Discounts extends DocumentTable<Discount> {
  readonly #database: Database;

  constructor(database: Database) {
    super(
      database,
      'discounts',
      ['id', 'title', 'kind', 'starts_at', 'ends_at', 'created_at', 'updated_at'],
      (discount) => ({
        id: discount.id,
        title: discount.title,
        kind: discount.benefit.kind,
        starts_at: discount.startsAt,
        ends_at: discount.endsAt,
        created_at: discount.createdAt,
        updated_at: discount.updatedAt,
      }),
    );
    this.#database = database;
  }

  #code(row: CodeRow | undefined): RedeemCode | undefined {
    return (
      row && {
        id: row.id,
        discountId: row.discount_id,
        code: row.code,
        usageCount: row.usage_count,
        asyncUsageCount: row.async_usage_count,
      }
    );
  }

  /** Codes are compared without regard to case, across the whole shop. */
  codeByText(code: string): RedeemCode | undefined {
    return this.#code(
      this.#database.get('SELECT * FROM redeem_codes WHERE folded = ?', fold(code)),
    );
  }

  codeById(id: number): RedeemCode | undefined {
    return this.#code(this.#database.get('SELECT * FROM redeem_codes WHERE id = ?', id));
  }

  /** Discounts that need no code, oldest first. */
  automatic(): Discount[] {
    return this.where("json_extract(doc, '$.isAutomatic') = 1 ORDER BY id");
  }

  /** A discount and the code that leads to it. */
  byCode(code: string): { discount: Discount; code: RedeemCode } | undefined {
    const found = this.codeByText(code);
    const discount = found && this.get(found.discountId);
    return discount && found && { discount, code: found };
  }

  codesOf(discountId: number, limit = 250, afterId = 0): RedeemCode[] {
    return this.#database
      .all<CodeRow>(
        'SELECT * FROM redeem_codes WHERE discount_id = ? AND id > ? ORDER BY id LIMIT ?',
        discountId,
        afterId,
        limit,
      )
      .map((row) => this.#code(row)!);
  }

  countCodes(discountId: number): number {
    return (
      this.#database.get<{ n: number }>(
        'SELECT count(*) AS n FROM redeem_codes WHERE discount_id = ?',
        discountId,
      )?.n ?? 0
    );
  }

  addCode(id: number, discountId: number, code: string): RedeemCode {
    this.#database.run(
      'INSERT INTO redeem_codes (id, discount_id, code, folded) VALUES (?, ?, ?, ?)',
      id,
      discountId,
      code,
      fold(code),
    );
    return { id, discountId, code, usageCount: 0, asyncUsageCount: 0 };
  }

  renameCode(id: number, code: string): void {
    this.#database.run(
      'UPDATE redeem_codes SET code = ?, folded = ? WHERE id = ?',
      code,
      fold(code),
      id,
    );
  }

  deleteCode(id: number): boolean {
    return this.#database.run('DELETE FROM redeem_codes WHERE id = ?', id) > 0;
  }

  override delete(id: number): boolean {
    this.#database.run('DELETE FROM redeem_codes WHERE discount_id = ?', id);
    return super.delete(id);
  }

  /** Writes down that an order used a code. */
  use(code: RedeemCode, orderId: number, customerId: number | null, email: string | null): void {
    this.#database.run(
      'INSERT INTO discount_uses VALUES (?, ?, ?, ?, ?)',
      code.id,
      code.discountId,
      orderId,
      customerId,
      email?.toLowerCase() ?? null,
    );
    this.#database.run(
      'UPDATE redeem_codes SET usage_count = usage_count + 1 WHERE id = ?',
      code.id,
    );
  }

  /** Has this person used this code? Told by customer, else by e-mail address. */
  wasUsedBy(codeId: number, customerId: number | null, email: string | null): boolean {
    const row = this.#database.get(
      'SELECT 1 FROM discount_uses WHERE code_id = ? AND (customer_id = ? OR email = ?) LIMIT 1',
      codeId,
      customerId,
      email?.toLowerCase() ?? null,
    );
    return row !== undefined;
  }

  /** Lets the counter that the API shows catch up with the true one. */
  settleUsageCounts(): void {
    this.#database.run(
      'UPDATE redeem_codes SET async_usage_count = usage_count WHERE async_usage_count <> usage_count',
    );
  }
}

function fold(code: string): string {
  return code.trim().toLowerCase();
}

/** Shopify's three states of a discount, told from its dates. */
export function discountStatus(
  discount: Pick<Discount, 'endsAt' | 'startsAt'>,
  now: string,
): 'ACTIVE' | 'EXPIRED' | 'SCHEDULED' {
  if (discount.endsAt && discount.endsAt <= now) return 'EXPIRED';
  return discount.startsAt > now ? 'SCHEDULED' : 'ACTIVE';
}
