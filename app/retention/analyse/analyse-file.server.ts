// From a file of orders to a report, plots and a list of customers.
import { once } from 'node:events';
import { constants, createWriteStream, existsSync } from 'node:fs';
import { access, mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { assert } from '../../basics/assert.ts';
import { exponentOf } from '../../basics/money.ts';
import { eraseShop } from '../../sync/privacy/redact-shop.server.ts';
import { forgottenLogs } from '../../sync/store/load-log.server.ts';
import { ageOf, lastAgeOf } from '../value/customers.ts';
import { Predictor, predictOrders } from '../value/predictor.ts';
import { type Analysis, analyseShop } from './analyse.server.ts';
import { type LoadedShop, loadOrders } from './load-orders.server.ts';
import type { Options } from './options.ts';
import { UnusableFile } from './orders.ts';
import { plotsOf } from './plots.ts';
import { readOrdersFile } from './read-file.server.ts';
import { type Report, reportOf } from './report.ts';
import { reportWords } from './words.ts';

/** No analysis takes as long: a shop that is older was left by one that was killed. */
const LONGEST_MS = 86_400_000;

/**
 * Analyses a file and prints the report, in pieces; returns what files were written. Throws
 * UnusableFile where there is nothing to analyse or a file cannot be written, and the reason of
 * `signal` soon after it; the shop made of the file is gone either way.
 */
export async function analyseFile(
  options: Options,
  print: (text: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<string[]> {
  await makeWritable(options);
  const { shop, file, lastOrder } = await loadFile(options, signal);
  try {
    signal?.throwIfAborted();
    const analysis = await analyseShop(shop, lastOrder, options, signal);
    signal?.throwIfAborted();
    const report = reportOf(analysis, file, options);
    const rows = () => customerRows(shop, analysis, options.unitDays);
    if (!options.json) await print(`${reportWords(report)}\n`);
    else if (options.customers) await printWithCustomers(report, rows(), print);
    else await print(`${JSON.stringify(report)}\n`);
    const written: string[] = [];
    if (options.out !== null) written.push(...(await writePlots(options.out, plotsOf(report))));
    if (options.customersOut !== null) {
      await writeCustomers(options.customersOut, rows());
      written.push(options.customersOut);
    }
    return written;
  } finally {
    await eraseShop(shop);
  }
}

/** Nothing but the shop keeps the orders: there may be millions. */
async function loadFile(options: Options, signal?: AbortSignal) {
  const { orders, ...file } = await readOrdersFile(
    options.file,
    options.timezone,
    options.currency,
  );
  signal?.throwIfAborted();
  const longAgo = new Date(Date.now() - LONGEST_MS);
  for (const forgotten of await forgottenLogs(longAgo)) await eraseShop(forgotten);
  const shop = await loadOrders(orders, file.timezone, file.currency);
  const lastOrder = orders.reduce((last, { at }) => (at > last ? at : last), new Date(0));
  return { shop, file: { ...file, orders: orders.length }, lastOrder };
}

/** Finds out before the work, and not after it, whether its results can be written. */
async function makeWritable({ out, customersOut }: Options): Promise<void> {
  try {
    // Only a folder whose own folder is missing: Node goes on for ever where none can be made.
    if (out !== null && !existsSync(out)) {
      await mkdir(out, { recursive: !existsSync(path.dirname(out)) });
    }
    if (out !== null) await access(`${out}/`, constants.W_OK);
    if (customersOut !== null) await (await open(customersOut, 'a')).close();
  } catch (error) {
    throw new UnusableFile(`nothing can be written there: ${(error as Error).message}`);
  }
}

async function writePlots(folder: string, plots: Record<string, string>): Promise<string[]> {
  const files = Object.entries(plots).map(([name, svg]) => ({
    file: path.join(folder, name),
    svg,
  }));
  for (const { file, svg } of files) await writeFile(file, svg);
  return files.map(({ file }) => file);
}

/** Days ahead that orders are expected over where the command names no hold-out. */
const AHEAD_DAYS = 365;

/** Times in the unit of the parameters, money in whole units of the currency. */
type CustomerRow = {
  customer_id: string;
  x: number;
  t_x: number;
  T: number;
  m: number;
  p_alive: number | null;
  expected_orders: number | null;
  expected_value: number | null;
  clv12: number;
};
const CUSTOMER_COLUMNS = [
  'customer_id',
  'x',
  't_x',
  'T',
  'm',
  'p_alive',
  'expected_orders',
  'expected_value',
  'clv12',
] as const satisfies (keyof CustomerRow)[];

/** The figures of every customer, made as they are asked for. */
function* customerRows(
  shop: LoadedShop,
  { customers: evaluation, split }: Analysis,
  unitDays: number,
): Generator<CustomerRow> {
  const { customers, figuresOf, valuation } = evaluation;
  const { model, value } = valuation;
  const ahead = split ? split.end - split.split : AHEAD_DAYS;
  const expected = model && predictOrders(model, customers, ahead);
  const predictor =
    model && new Predictor(model, value?.parameters ?? valuation.meanPurchase, valuation.terms);
  const unit = 10 ** exponentOf(shop.currency);
  for (let i = 0; i < customers.count; i++) {
    const { x, meanValue, alive, clv } = figuresOf(i);
    yield {
      customer_id: shop.customerNames[customers.ids[i]! - 1]!,
      x,
      t_x: lastAgeOf(customers, i) / unitDays,
      T: ageOf(customers, i) / unitDays,
      m: meanValue / unit,
      p_alive: alive,
      expected_orders: expected?.[i] ?? null,
      expected_value: predictor && predictor.valueOf(x, meanValue) / unit,
      clv12: clv[0] / unit,
    };
  }
}

const ROWS_AT_ONCE = 2000;

/** What rows become as text, some thousand at a time. */
function* texts(rows: Iterable<CustomerRow>, textOf: (row: CustomerRow) => string) {
  let waiting: string[] = [];
  for (const row of rows) {
    waiting.push(textOf(row));
    if (waiting.length < ROWS_AT_ONCE) continue;
    yield waiting;
    waiting = [];
  }
  if (waiting.length > 0) yield waiting;
}

/** The report with the rows as its last value, `clv.customers`: a million of them are 200 MB. */
async function printWithCustomers(
  report: Report,
  rows: Iterable<CustomerRow>,
  print: (text: string) => Promise<void>,
): Promise<void> {
  const text = JSON.stringify({ ...report, clv: { ...report.clv, customers: [] } });
  const end = ']}}';
  assert(text.endsWith(`"customers":[${end}`), 'the customers are the last of the report');
  await print(text.slice(0, -end.length));
  let mark = '';
  const money = (value: number) => value.toFixed(exponentOf(report.source.currency) + 2);
  const textOf = (row: CustomerRow) =>
    JSON.stringify({
      ...row,
      m: money(row.m),
      expected_value: row.expected_value === null ? null : money(row.expected_value),
      clv12: money(row.clv12),
    });
  for (const some of texts(rows, textOf)) {
    await print(mark + some.join(','));
    mark = ',';
  }
  await print(`${end}\n`);
}

/** The same rows as CSV. */
async function writeCustomers(file: string, rows: Iterable<CustomerRow>): Promise<void> {
  const stream = createWriteStream(file);
  stream.write(`${CUSTOMER_COLUMNS.join(',')}\n`);
  const quoted = (name: string) =>
    /[",\n\r]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
  const lineOf = (row: CustomerRow) =>
    `${CUSTOMER_COLUMNS.map((name) => (name === 'customer_id' ? quoted(row[name]) : (row[name] ?? ''))).join(',')}\n`;
  for (const some of texts(rows, lineOf)) {
    if (!stream.write(some.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
}
