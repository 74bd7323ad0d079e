// Cohorts of only some customers: those whose first order had a product, a discount code, a sales
// channel or a country, or who carry a tag.
import type { Unit } from '../basics/calendar.ts';
import { numberOfDay } from '../basics/calendar.ts';
import { pool, type Sql } from '../db.server.ts';
import { type CohortRow, cohortRows } from './cohorts.ts';
import { addToCohorts, cellsOf, emptyCohortSums } from './history/cohort-cells.ts';
import { FIRST_KINDS, type FirstKind, type Histories } from './history/histories.ts';
import { scanHistories } from './history/scan.server.ts';
import type { MeasuredShop, Overview } from './read.server.ts';
import { remember } from './remember.server.ts';
import type { Split, SplitKind } from './segments/splits.ts';

export type SplitValue = {
  value: string;
  /** For people: a product's title. */
  name: string;
  customers: number;
};

const MOST_VALUES = 100;
const SLACK_DAYS = 400;

/** The values of a kind with the most customers, at most a hundred. */
export function readSplitValues(shopId: number, kind: SplitKind): Promise<SplitValue[]> {
  return remember(shopId, `split-values/${kind}`, () =>
    kind === 'tag' ? readTags(shopId) : readFirstValues(shopId, kind),
  );
}

async function readFirstValues(shopId: number, kind: FirstKind): Promise<SplitValue[]> {
  const counts = new Map<number, number>();
  const place = FIRST_KINDS.indexOf(kind);
  await scanHistories(shopId, ['firsts'], ({ firsts }) => {
    for (let at = place; at < firsts.length; at += FIRST_KINDS.length) {
      const code = firsts[at]!;
      if (code !== 0) counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  });
  const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_VALUES);
  const { rows } = await pool.query<{ code: number; value: string; name: string }>(
    `SELECT code, label AS value, coalesce(
         (SELECT nullif(title, '') FROM product
           WHERE kind = 'product' AND product.shop_id = history_label.shop_id
           AND product.id::text = history_label.label), label) AS name
     FROM history_label WHERE shop_id = $1 AND kind = $2 AND code = ANY($3)`,
    [shopId, kind, top.map(([code]) => code)],
  );
  const labels = new Map(rows.map((row) => [row.code, row]));
  return top.flatMap(([code, customers]) => {
    const label = labels.get(code);
    return label ? [{ value: label.value, name: label.name, customers }] : [];
  });
}

/** Of the customers who have ordered: no others are in a cohort or a segment. */
async function readTags(shopId: number): Promise<SplitValue[]> {
  const { rows } = await pool.query<{ value: string; customers: number }>(
    `SELECT tag AS value, count(*)::int AS customers
     FROM customer_summary s
     JOIN customer c ON c.shop_id = $1 AND c.id = s.customer_id
     CROSS JOIN unnest(c.tags) AS tag
     WHERE s.shop_id = $1 AND c.deleted_at IS NULL
     GROUP BY tag ORDER BY count(*) DESC, tag LIMIT ${MOST_VALUES}`,
    [shopId],
  );
  return rows.map((row) => ({ ...row, name: row.value }));
}

/** The cohort table of the customers of a split, oldest cohort first. */
export async function readSplitCohorts(
  shop: MeasuredShop,
  overview: Overview,
  unit: Unit,
  split: Split,
): Promise<CohortRow[]> {
  const question = `split/${unit}/${overview.asOf.day}/${split.kind}/${split.value}`;
  return remember(shop.id, question, async () => {
    // Orders may arrive, and corrections of old ones, after the overview was read.
    const first = numberOfDay(overview.firstDay) - SLACK_DAYS;
    const sums = emptyCohortSums(first, numberOfDay(overview.lastDay) + SLACK_DAYS, unit);
    const belongs = await membership(pool, shop.id, split);
    const column = split.kind === 'tag' ? 'ids' : 'firsts';
    await scanHistories(shop.id, ['amounts', column], (histories) => {
      addToCohorts(sums, histories, 1, (customer) => belongs(histories, customer));
    });
    return cohortRows(cellsOf(sums), unit, overview.asOf.day);
  });
}

export type Membership = (histories: Histories, customer: number) => boolean;

/**
 * Says of each customer whether they belong to a split; needs ids for tags, else firsts. `among`:
 * only these customers will be asked about.
 */
export async function membership(
  sql: Sql,
  shopId: number,
  { kind, value }: Split,
  among?: readonly bigint[],
): Promise<Membership> {
  if (kind === 'tag') {
    const { rows } = await sql.query<{ id: number }>(
      `SELECT id::float8 AS id FROM customer
       WHERE shop_id = $1 AND tags @> ARRAY[$2::text] AND deleted_at IS NULL
         AND ($3::bigint[] IS NULL OR id = ANY($3))`,
      [shopId, value, among ?? null],
    );
    const ids = new Set(rows.map(({ id }) => id));
    return ({ ids: all }, customer) => ids.has(all[customer]!);
  }
  const { rows } = await sql.query<{ code: number }>(
    'SELECT code FROM history_label WHERE shop_id = $1 AND kind = $2 AND label = $3',
    [shopId, kind, value],
  );
  const code = rows[0]?.code;
  const place = FIRST_KINDS.indexOf(kind);
  return ({ firsts }, customer) => firsts[customer * FIRST_KINDS.length + place] === code;
}
