// Keeps what rules ask of customers and products as it was when an order was first seen. A tag that
// is given or taken later changes nothing of what was earned, and a refund takes back what the
// order gave then.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { type Rules, type RuleVersion, segmentsNamed } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import type { FrozenFacts, LineFact } from './member-worth.ts';
import { segmentsOf } from './segments/keep-segments.server.ts';
import type { LineTraits } from './worth.ts';

type StoredTraits = Record<
  string,
  { collectionIds: string[]; tags: string[]; type: string; vendor: string }
>;
type FrozenRow = {
  order_id: bigint;
  tags: string[];
  segment_ids: string[];
  traits: StoredTraits;
};

/** True if the rules look at more than the order itself. */
export const needsFrozenFacts = (rules: Rules): boolean =>
  rules.excludedCustomerTags.length > 0 ||
  segmentsNamed(rules).length > 0 ||
  rules.campaigns.some((one) => one.customerTags.length > 0) ||
  rules.order.products.some(
    ({ match }) =>
      match.collectionIds.length + match.tags.length + match.types.length + match.vendors.length >
      0,
  );

/** `customerId` is the member's, who may have placed the order as a guest. */
type FrozenOrder = { id: bigint; customerId: bigint; lines: readonly LineFact[] };

/** How long an order waits for its customer and its products to arrive; then it goes without. */
const PATIENCE_MS = 86_400_000;

/**
 * The kept facts of these orders; those that are missing, and lines that an edit added, are kept
 * from now on. Left out are orders of which the customer or a product has not arrived yet: they
 * have to wait, for what is kept is never looked at again.
 */
export async function freezeFacts(
  tx: LedgerTx,
  shopId: number,
  versions: readonly RuleVersion[],
  orders: readonly FrozenOrder[],
  now: Date,
): Promise<Map<bigint, FrozenFacts>> {
  if (orders.length === 0 || !versions.some(({ rules }) => needsFrozenFacts(rules))) {
    return new Map();
  }
  const ids = `{${orders.map((order) => order.id).join(',')}}`;
  const customers = `{${orders.map((order) => order.customerId).join(',')}}`;
  const impatient = new Date(+now - PATIENCE_MS).toISOString();
  await query(tx, FREEZE, shopId, ids, customers, impatient);
  const rows = await query<FrozenRow>(
    tx,
    `SELECT order_id, customer_tags AS tags, segment_ids, traits FROM loyalty_order_facts
     WHERE shop_id = $1::int AND order_id = ANY ($2::text::bigint[])`,
    shopId,
    ids,
  );
  await freezeNewLines(tx, shopId, rows, orders);
  return new Map(
    rows.map((row) => [
      row.order_id,
      {
        customer: { tags: row.tags, segmentIds: row.segment_ids },
        traits: traitsOf(row.traits),
      },
    ]),
  );
}

const traitsOf = (stored: StoredTraits): Map<bigint, LineTraits> =>
  new Map(
    Object.entries(stored).map(([id, traits]) => [
      BigInt(id),
      { ...traits, collectionIds: traits.collectionIds.map(BigInt) },
    ]),
  );

const TRAITS = `jsonb_build_object(
  'tags', coalesce(to_jsonb(p.tags), '[]'), 'type', coalesce(p.type, ''),
  'vendor', coalesce(p.vendor, ''), 'collectionIds', coalesce((
    SELECT jsonb_agg(c.collection_id::text) FROM loyalty_collection_product c
    WHERE c.shop_id = l.shop_id AND c.product_id = l.product_id), '[]'))`;

const FREEZE = `
  INSERT INTO loyalty_order_facts (shop_id, order_id, customer_tags, segment_ids, traits)
  SELECT o.shop_id, o.id, coalesce(c.tags, '{}'), ${segmentsOf('o.shop_id', 'owned.customer_id')},
    coalesce((
    SELECT jsonb_object_agg(l.id::text, ${TRAITS}) FROM order_line l
    LEFT JOIN product p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = o.shop_id AND l.order_id = o.id), '{}')
  FROM unnest($2::text::bigint[], $3::text::bigint[]) AS owned (order_id, customer_id)
  JOIN orders o ON o.shop_id = $1::int AND o.id = owned.order_id
  LEFT JOIN customer c ON c.shop_id = o.shop_id AND c.id = owned.customer_id
  WHERE o.created_at < $4::text::timestamptz OR c.id IS NOT NULL AND NOT EXISTS (
    SELECT FROM order_line l
    LEFT JOIN product p ON p.shop_id = l.shop_id AND p.id = l.product_id
    WHERE l.shop_id = $1::int AND l.order_id = o.id AND l.product_id IS NOT NULL AND p.id IS NULL)
  ON CONFLICT (shop_id, order_id) DO NOTHING`;

async function freezeNewLines(
  tx: LedgerTx,
  shopId: number,
  rows: FrozenRow[],
  orders: readonly FrozenOrder[],
): Promise<void> {
  const linesOf = new Map(orders.map((order) => [order.id, order.lines]));
  const missing = rows.flatMap((row) =>
    (linesOf.get(row.order_id) ?? []).filter((line) => !(line.id.toString() in row.traits)),
  );
  if (missing.length === 0) return;
  const added = await query<{ order_id: bigint; traits: StoredTraits }>(
    tx,
    `UPDATE loyalty_order_facts f SET traits = f.traits || fresh.traits FROM (
       SELECT l.order_id, jsonb_object_agg(l.id::text, ${TRAITS}) AS traits FROM order_line l
       LEFT JOIN product p ON p.shop_id = l.shop_id AND p.id = l.product_id
       WHERE l.shop_id = $1::int
         AND l.id IN (SELECT jsonb_array_elements_text($2::text::jsonb)::bigint)
         AND l.order_id = ANY ($3::text::bigint[])
       GROUP BY l.order_id) fresh
     WHERE f.shop_id = $1::int AND f.order_id = fresh.order_id
     RETURNING f.order_id, f.traits`,
    shopId,
    canonicalJson(missing.map((line) => line.id)),
    `{${rows.map((row) => row.order_id).join(',')}}`,
  );
  const traits = new Map(added.map((row) => [row.order_id, row.traits]));
  for (const row of rows) row.traits = traits.get(row.order_id) ?? row.traits;
}

const AGAIN_MS = 10 * 60_000;
/** As many as one job takes. */
const MOST = 1000;

/** Has orders that wait valued again, also where nothing announces what they wait for. */
export async function lookAgain(
  tx: LedgerTx,
  shopId: number,
  waiting: readonly bigint[],
  now: Date,
): Promise<void> {
  for (let at = 0; at < waiting.length; at += MOST) {
    const orderIds = waiting.slice(at, at + MOST);
    const options = { runAt: new Date(+now + AGAIN_MS), key: `waiting/${orderIds[0]}` };
    await enqueue(tx, 'loyalty/award-orders', { shopId, orderIds }, options);
  }
}
