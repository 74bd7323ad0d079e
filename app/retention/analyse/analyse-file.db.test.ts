import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cdnowExpected } from '../../../tests/factories/cdnow.ts';
import { pool } from '../../db.server.ts';
import { analyseFile } from './analyse-file.server.ts';
import { readOptions } from './options.ts';

const sample = path.resolve(import.meta.dirname, '../../../tests/fixtures/cdnow/orders.csv.gz');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'encore-analyse-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function analyse(text: string, ...words: string[]) {
  const file = path.join(folder, 'orders.csv');
  writeFileSync(file, text);
  const options = readOptions([file, '--json', ...words]);
  if (!options.ok) throw new Error(options.problem);
  let printed = '';
  await analyseFile(options.value, (line) => {
    printed += line;
  });
  return JSON.parse(printed);
}

describe('analysing a file', () => {
  it('finds in the CDNOW sample what an independent program found', async () => {
    const customersOut = path.join(folder, 'customers.csv');
    const report = await analyse(
      gunzipSync(readFileSync(sample)).toString(),
      ...['--time-unit', 'week', '--window-days', 'period', '--model', 'bg-nbd'],
      ...['--calibration-end', '1997-09-30', '--holdout-end', '1998-06-30'],
      ...['--customers-out', customersOut, '--out', path.join(folder, 'plots')],
    );
    const { retention, bgnbd, gammaGamma, holdout39Weeks, pointChecks } = cdnowExpected;
    expect(report.source).toMatchObject({ orders: 6919, customers: 2357, skipped: [] });
    expect(report.retention.netSales).toBe(retention.revenue);
    expect(report.retention.medianDaysBetweenOrders).toBe(
      retention.medianDaysBetweenOrdersByOrders,
    );
    expect(report.retention.periods.slice(1).map(({ rate }: { rate: number }) => rate)).toEqual(
      retention.monthlyRate_W_is_the_period.map(
        ({ crr_formula }: { crr_formula: number }) => crr_formula,
      ),
    );
    expect(Math.abs(report.clv.bgnbd.logLikelihood - bgnbd.logLikelihood)).toBeLessThan(0.001);
    expect(report.clv.gammaGamma.gamma / gammaGamma.gamma).toBeCloseTo(1, 3);
    expect(report.clv.gammaGamma.logLikelihood).toBeCloseTo(gammaGamma.logLikelihood, 3);
    expect(report.clv.holdout).toMatchObject({ weeks: 39, actual: 1882, model: 'bg-nbd' });
    expect(report.clv.holdout.sales.bias).toBeCloseTo(holdout39Weeks.spendTotalBias, 3);
    const lines = readFileSync(customersOut, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(2358);
    const [, , , , , alive, expected] = lines
      .find((line) => line.startsWith('0001,'))!
      .split(',')
      .map(Number);
    const check = pointChecks['x2_tx30.43_T38.86'];
    // The paper rounds the ages of this customer to two digits.
    expect(alive).toBeCloseTo(check.probabilityAlive, 4);
    expect(expected).toBeCloseTo(check.expectedIn39Weeks, 3);
    expect(readFileSync(path.join(folder, 'plots', 'cohorts.svg'), 'utf8')).toMatch(/^<svg /);
  });

  it('leaves nothing behind in the database', async () => {
    await analyse('customer_id,order_id,date,amount\na,1,2024-01-01,5\n');
    for (const table of ['shop', 'orders', 'history_bucket', 'cohort_cell', 'retention_state']) {
      const { rows } = await pool.query(`SELECT count(*)::int AS rows FROM ${table}`);
      expect(rows[0]).toEqual({ rows: 0 });
    }
  });

  it('gives every strange shop a defined and finite answer', async () => {
    const order = fc.record({
      customer: fc.integer({ min: 1, max: 30 }),
      day: fc.integer({ min: 0, max: 400 }),
      amount: fc.integer({ min: 0, max: 500 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(order, { minLength: 1, maxLength: 80 }),
          // All on one day; everybody daily; one heavy buyer.
          fc.constant(Array.from({ length: 40 }, (_, i) => at(i, 0))),
          fc.constant(Array.from({ length: 600 }, (_, i) => at(i % 12, Math.floor(i / 12)))),
          fc.constant(Array.from({ length: 400 }, (_, i) => at(i < 30 ? i : 99, i))),
        ),
        async (orders) => {
          const rows = orders.map(({ customer, day, amount }, i) => {
            const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
            return `c${customer},${i},${date},${amount}`;
          });
          const text = `customer_id,order_id,date,amount\n${rows.join('\n')}\n`;
          const report = await analyse(text);
          const { clv, retention } = report;
          expect(['simple', 'shrunk', 'model']).toContain(clv.basis);
          expect(Number(clv.totals.clv12)).toBeGreaterThanOrEqual(0);
          expect(Number(clv.simple.clv['3'])).toBeGreaterThanOrEqual(0);
          expect(retention.repeatPurchaseRate).not.toBeNull();
          // NaN and infinity become null in JSON; undefined figures are null on purpose elsewhere.
          if (clv.basis !== 'simple') {
            expect(clv.totals.expectedOrders365).toBeGreaterThanOrEqual(0);
            expect(clv.chosenModel).not.toBeNull();
            for (const model of Object.values<Record<string, unknown>>(clv.models)) {
              expect(Object.values(model)).not.toContain(null);
            }
          }
        },
      ),
      { numRuns: 12, seed: 4 },
    );
  });
});

const at = (customer: number, day: number) => ({ customer, day, amount: 10 });
