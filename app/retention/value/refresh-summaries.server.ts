// Brings the summaries of a few customers up to date with the models that were fitted last.
import type pg from 'pg';
import { dayNumbering, numberOfDay } from '../../basics/calendar.ts';
import { type CustomerOrders, historiesOf } from '../history/histories.ts';
import { CustomerGathering, factsOf } from './customers.ts';
import { writeSummaries } from './summary-rows.server.ts';
import { Valuer } from './valuation.ts';
import { readValuation } from './valuation-store.server.ts';

/** False, and nothing done, before the shop was valued for the first time. */
export async function refreshSummaries(
  sql: pg.PoolClient,
  shop: { id: number; timezone: string },
  present: readonly CustomerOrders[],
  now: Date,
): Promise<boolean> {
  const known = await readValuation(shop.id, sql);
  if (!known) return false;
  // The time that all other customers are told for, which in a quiet shop is not today.
  const asOf = numberOfDay(known.valuation.asOf);
  // The day that has begun counts as seen, because the order that brought us here may be of today.
  const end = Math.max(asOf, dayNumbering(shop.timezone)(now.getTime()) + 1);
  const valuer = new Valuer(known.valuation);
  const gathering = new CustomerGathering(end);
  gathering.add(historiesOf(present));
  const customers = gathering.customers();
  const figures = new Map(
    Array.from({ length: customers.count }, (_, i) => [
      customers.ids[i]!,
      valuer.figures(factsOf(customers, i), asOf),
    ]),
  );
  await writeSummaries(
    sql,
    { shopId: shop.id, asOf },
    present.map(({ id }) => ({ id, figures: figures.get(id) ?? null })),
  );
  return true;
}
