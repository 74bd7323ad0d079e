import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cdnowExpected } from '../../../tests/factories/cdnow.ts';
import { pool } from '../../db.server.ts';
import { eraseShop } from '../../sync/privacy/redact-shop.server.ts';
import { loadLog } from '../../sync/store/load-log.server.ts';
import { analyseFile } from './analyse-file.server.ts';
import { readOptions } from './options.ts';
import { UnusableFile } from './orders.ts';

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
  await analyseFile(options.value, async (line) => {
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
      ...['--customers-out', customersOut, '--customers', '--out', path.join(folder, 'plots')],
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
    const rows: Record<string, string | number | null>[] = report.clv.customers;
    const names = lines[0]!.split(',');
    expect(rows.map((row) => names.map((name) => Number(row[name]).toFixed(4)))).toEqual(
      lines.slice(1).map((line) => line.split(',').map((value) => Number(value).toFixed(4))),
    );
    expect(rows[0]).toMatchObject({
      customer_id: '0001',
      m: expect.stringMatching(/^\d+\.\d{4}$/),
    });
    const check = pointChecks['x2_tx30.43_T38.86'];
    // The paper rounds the ages of this customer to two digits.
    expect(alive).toBeCloseTo(check.probabilityAlive, 4);
    expect(expected).toBeCloseTo(check.expectedIn39Weeks, 3);
    expect(readFileSync(path.join(folder, 'plots', 'cohorts.svg'), 'utf8')).toMatch(/^<svg /);
  });

  it('leaves nothing behind in the database', async () => {
    await analyse('customer_id,order_id,date,amount\na,1,2024-01-01,5\n');
    for (const table of [
      'shop',
      'orders',
      'history_bucket',
      'cohort_cell',
      'day_total',
      'retention_state',
    ]) {
      const { rows } = await pool.query(`SELECT count(*)::int AS rows FROM ${table}`);
      expect(rows[0]).toEqual({ rows: 0 });
    }
  });

  it('reads an export as Shopify writes it: rows of one order, refunds, guests, states', async () => {
    const report = await analyse(
      readFileSync(
        path.join(import.meta.dirname, '../../../tests/fixtures/orders-export.csv'),
        'utf8',
      ),
      ...['--timezone', 'America/New_York'],
    );
    // Ann came back in February and got half of it refunded; Bob's orders do not count; the last
    // order is a guest's.
    expect(report.source).toMatchObject({
      orders: 3,
      customers: 2,
      firstOrder: '2026-01-10',
      lastOrder: '2026-02-20',
      guestOrders: 1,
      guestNetSales: '18.00',
      ordersNotCounted: 2,
      currency: 'USD',
      skipped: [],
    });
    expect(report.retention).toMatchObject({ netSales: '145.00', repeatPurchaseRate: 0.5 });
    expect(report.clv).toMatchObject({ basis: 'simple', repeatCustomers: 1, holdout: null });
    expect(report.clv.simple.customerValue).toBe('72.5000');
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

type Bought = { customer: number; day: number; amount: number };
const everybody = (customers: number, days: readonly number[]): Bought[] =>
  days.flatMap((day) => Array.from({ length: customers }, (_, i) => at(i, day)));
const log = (orders: readonly Bought[]) =>
  `customer_id,order_id,date,amount\n${orders
    .map(({ customer, day, amount }, i) => {
      const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
      return `c${customer},${i},${date},${amount}`;
    })
    .join('\n')}\n`;
/** Numbers of a report that are no finite number would be null, or the text NaN. */
const words = (report: unknown) => JSON.stringify(report);

describe('small and strange shops', () => {
  it('one customer with one order has the simple formula, and dashes where nothing is known', async () => {
    const report = await analyse(log([at(1, 0)]));
    expect(report.clv).toMatchObject({ basis: 'simple', bgnbd: null, chosenModel: null });
    expect(report.clv.simple.clv).toEqual({ 1: '10.0000', 2: '20.0000', 3: '30.0000' });
    expect(report.retention).toMatchObject({
      repeatPurchaseRate: 0,
      medianDaysBetweenOrders: null,
    });
    expect(report.retention.periods).toMatchObject([{ B: 0, E: 1, N: 1, rate: null }]);
    expect(report.rfm.groups.champions).toBe(1);
  });

  it('nobody returning: no model, no one won back, everybody lost in time', async () => {
    const report = await analyse(
      log(Array.from({ length: 200 }, (_, i) => at(i, i * 3))),
      ...['--window-days', '90'],
    );
    expect(report.clv).toMatchObject({ basis: 'simple', repeatCustomers: 0, gammaGamma: null });
    expect(report.retention.periods.at(-1)).toMatchObject({ strictRate: 0.6666666666666666 });
    expect(words(report)).not.toMatch(/NaN|Infinity/);
  });

  it('everybody returning for ever shows no drop-out, and no parameter of it', async () => {
    const monthly = Array.from({ length: 24 }, (_, month) => month * 30);
    const report = await analyse(log(everybody(80, monthly)));
    expect(report.clv.basis).toBe('model');
    expect(report.clv.bgnbd).toMatchObject({ noSignOfDropOut: true, standardErrors: null });
    expect(report.clv.bgnbd).not.toHaveProperty('a');
    expect(Object.keys(report.clv.models)).toEqual(['nbd']);
    // Twelve orders a year of eighty customers.
    expect(report.clv.totals.expectedOrders365).toBeGreaterThan(880);
    expect(report.clv.totals.expectedOrders365).toBeLessThan(1060);
  });

  it('all orders on one day are one purchase each: nobody has come back on a later day', async () => {
    const report = await analyse(log([...everybody(60, [0, 0, 0])]));
    expect(report.clv).toMatchObject({ basis: 'simple', repeatCustomers: 0, holdout: null });
    expect(report.retention).toMatchObject({ repeatPurchaseRate: 1, medianDaysBetweenOrders: 0 });
    expect(words(report)).not.toMatch(/NaN|Infinity/);
  });

  it('between 10 and 49 returning customers lean on a prior, and it is said', async () => {
    const returning = Array.from({ length: 20 }, (_, i) => [at(i, i), at(i, i * 5 + 60)]).flat();
    const others = Array.from({ length: 60 }, (_, i) => at(100 + i, i * 3));
    const report = await analyse(log([...returning, ...others]));
    expect(report.clv).toMatchObject({ basis: 'shrunk', gammaGamma: { shrunk: true } });
    expect(Number(report.clv.totals.clv12)).toBeGreaterThan(0);
  });

  it('refunds larger than sales leave nothing below zero', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [
      `c${i},${i},2024-01-${String(1 + (i % 28)).padStart(2, '0')},10`,
      `c${i},${i + 100},2024-03-${String(1 + (i % 28)).padStart(2, '0')},10`,
      `c${i},${i + 100},2024-03-30,${i % 2 ? -25 : -4}`,
    ]).flat();
    const report = await analyse(`customer_id,order_id,date,amount\n${rows.join('\n')}\n`);
    expect(report.source).toMatchObject({ orders: 90, customers: 60, ordersNotCounted: 30 });
    expect(report.retention.netSales).toBe('780.00');
    expect(report.clv).toMatchObject({ basis: 'shrunk', repeatCustomers: 30 });
    expect(Number(report.clv.totals.clv12)).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['before the first order', ['2023-12-31'], '--calibration-end 2023-12-31 has to lie'],
    ['on the day of the last one', ['2024-04-10'], '--calibration-end 2024-04-10 has to lie'],
    ['after it', ['2024-05-01'], '--calibration-end 2024-05-01 has to lie'],
    ['long before the end held out', ['2024-02-01', '2030-12-31'], '--holdout-end 2030-12-31'],
  ])('a calibration end %s is refused with the days of the file', async (_, days, sentence) => {
    const names = ['--calibration-end', '--holdout-end'];
    const given = days.flatMap((day, i) => [names[i]!, day]);
    const refused = expect(analyse(log(everybody(3, [0, 100])), ...given)).rejects;
    await refused.toThrow(UnusableFile);
    await refused.toThrow(sentence);
    await refused.toThrow('2024-01-01 to 2024-04-10');
  });

  it('a hold-out may end some weeks after the last order, with a warning', async () => {
    const days = ['--calibration-end', '2024-03-31', '--holdout-end', '2024-06-14'];
    const report = await analyse(log(everybody(80, [0, 30, 60, 100])), ...days);
    expect(report.clv.holdout).toMatchObject({ actual: 80, holdoutEnd: '2024-06-14' });
    expect(report.warnings).toEqual([
      '--holdout-end 2024-06-14 lies 65 days after the last order (2024-04-10): nothing is known of those days, and they count as days without an order.',
    ]);
  });

  it('a log without numbers of orders is one of single orders', async () => {
    const report = await analyse(
      'amount,date,customer_id\n1.234,2024-01-01,a\n10,2024-01-01,b\n10,2024-01-01,b\n-3,2024-01-09,b\n',
    );
    expect(report.source).toMatchObject({
      orders: 3,
      customers: 2,
      skipped: [{ line: 5, reason: 'money given back, and no order_id says on which order' }],
    });
    expect(report.warnings).toEqual([
      'the file has no column order_id: every row is taken for an order of its own',
    ]);
  });

  it('a hold-out may end some days after the last order, as a log by month tells it', async () => {
    const days = ['--calibration-end', '2024-03-31', '--holdout-end', '2024-04-30'];
    const report = await analyse(log(everybody(80, [0, 30, 60, 100])), ...days);
    expect(report.clv.holdout).toMatchObject({ actual: 80, holdoutEnd: '2024-04-30' });
  });

  it('too little before the calibration end has no model, however much came after', async () => {
    const report = await analyse(
      log(everybody(80, [20, 50, 80, 110])),
      ...['--calibration-end', '2024-01-31'],
    );
    expect(report.clv).toMatchObject({ bgnbd: null, gammaGamma: null, holdout: null });
    expect(report.clv.models).toEqual({});
  });

  it('a customer with hundreds of orders stays finite, and is worth the most', async () => {
    const heavy = Array.from({ length: 700 }, (_, day) => at(0, day));
    const others = Array.from({ length: 100 }, (_, i) => [at(1 + i, i * 5), at(1 + i, i * 5 + 90)]);
    const customersOut = path.join(folder, 'heavy.csv');
    const report = await analyse(
      log([...heavy, ...others.flat()]),
      ...['--customers-out', customersOut],
    );
    expect(report.clv.basis).toBe('model');
    const customers = readFileSync(customersOut, 'utf8').trim().split('\n').slice(1);
    const values = customers.map((line) => line.split(',').slice(1).map(Number));
    expect(values.flat().every(Number.isFinite)).toBe(true);
    const worth = values.map((row) => row[7]!);
    expect(customers[worth.indexOf(Math.max(...worth))]).toMatch(/^c0,699,/);
  });
});

describe('an analysis that is broken off', () => {
  const shops = async () =>
    (await pool.query(`SELECT domain FROM shop WHERE domain LIKE '%.invalid'`)).rows.length;
  const file = () => {
    const name = path.join(folder, 'stopped.csv');
    writeFileSync(name, gunzipSync(readFileSync(sample)));
    const options = readOptions([name, '--json']);
    if (!options.ok) throw new Error(options.problem);
    return options.value;
  };

  it('takes its shop out again when it is told to stop', async () => {
    const stop = new AbortController();
    const analysis = analyseFile(file(), async () => {}, stop.signal);
    const refused = expect(analysis).rejects.toThrow('aborted');
    while ((await shops()) === 0);
    stop.abort();
    await refused;
    expect(await shops()).toBe(0);
  });

  it('takes out what an earlier one left that was killed, and no analysis of today', async () => {
    const left = [1, 2].map(() => loadLog({ timezone: 'UTC', currency: 'USD' }, []));
    const [old, fresh] = await Promise.all(left);
    await pool.query(`UPDATE shop SET installed_at = now() - interval '2 days' WHERE id = $1`, [
      old!.id,
    ]);
    await analyse('customer_id,order_id,date,amount\na,1,2024-01-01,5\n');
    const { rows } = await pool.query(`SELECT id FROM shop WHERE domain LIKE '%.invalid'`);
    expect(rows).toEqual([{ id: fresh!.id }]);
    await eraseShop(fresh!);
  });
});
