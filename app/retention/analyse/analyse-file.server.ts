// From a file of orders to a report, plots and a list of customers.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { exponentOf } from '../../basics/money.ts';
import { eraseShop } from '../../sync/privacy/redact-shop.server.ts';
import { forgottenLogs } from '../../sync/store/load-log.server.ts';
import { ageOf, lastAgeOf } from '../value/customers.ts';
import { Predictor, predictOrders } from '../value/predictor.ts';
import { type Analysis, analyseShop } from './analyse.server.ts';
import { type LoadedShop, loadOrders } from './load-orders.server.ts';
import type { Options } from './options.ts';
import { plotsOf } from './plots.ts';
import { readOrdersFile } from './read-file.server.ts';
import { reportOf } from './report.ts';
import { reportWords } from './words.ts';

/** No analysis takes as long: a shop that is older was left by one that was killed. */
const LONGEST_MS = 86_400_000;

/**
 * Analyses a file and prints the report. Throws UnusableFile where there is nothing to analyse, and
 * the reason of `signal` soon after it; the shop made of the file is gone either way.
 */
export async function analyseFile(
  options: Options,
  print: (text: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { shop, file, lastOrder } = await loadFile(options, signal);
  try {
    signal?.throwIfAborted();
    const analysis = await analyseShop(shop, lastOrder, options, signal);
    signal?.throwIfAborted();
    const report = reportOf(analysis, file, options);
    print(options.json ? JSON.stringify(report) : reportWords(report));
    if (options.out !== null) await writePlots(options.out, plotsOf(report));
    if (options.customersOut !== null) {
      await writeCustomers(options.customersOut, shop, analysis, options.unitDays);
    }
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
  const shop = await loadOrders(orders, options.timezone, file.currency);
  const lastOrder = orders.reduce((last, { at }) => (at > last ? at : last), new Date(0));
  return { shop, file: { ...file, orders: orders.length }, lastOrder };
}

async function writePlots(folder: string, plots: Record<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, svg] of Object.entries(plots)) await writeFile(path.join(folder, name), svg);
}

/** Days ahead that orders are expected over where the command names no hold-out. */
const AHEAD_DAYS = 365;
const LINES_A_WRITE = 2000;

/**
 * customer_id,x,t_x,T,m,p_alive,expected_orders,expected_value,clv12, times in the unit of the
 * parameters.
 */
async function writeCustomers(
  file: string,
  shop: LoadedShop,
  { customers: evaluation, split }: Analysis,
  unitDays: number,
): Promise<void> {
  const { customers, figuresOf, valuation } = evaluation;
  const { model, value } = valuation;
  const ahead = split ? split.end - split.split : AHEAD_DAYS;
  const expected = model && predictOrders(model, customers, ahead);
  const predictor =
    model && new Predictor(model, value?.parameters ?? valuation.meanPurchase, valuation.terms);
  const unit = 10 ** exponentOf(shop.currency);
  const stream = createWriteStream(file);
  stream.write('customer_id,x,t_x,T,m,p_alive,expected_orders,expected_value,clv12\n');
  let lines: string[] = [];
  for (let i = 0; i < customers.count; i++) {
    const { x, meanValue, alive, clv } = figuresOf(i);
    const name = shop.customerNames[customers.ids[i]! - 1]!;
    const values = [
      /[",\n\r]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name,
      x,
      lastAgeOf(customers, i) / unitDays,
      ageOf(customers, i) / unitDays,
      meanValue / unit,
      alive ?? '',
      expected?.[i] ?? '',
      predictor ? predictor.valueOf(x, meanValue) / unit : '',
      clv[0] / unit,
    ];
    lines.push(`${values.join(',')}\n`);
    if (lines.length === LINES_A_WRITE || i + 1 === customers.count) {
      if (!stream.write(lines.join(''))) {
        await once(stream, 'drain');
      }
      lines = [];
    }
  }
  stream.end();
  await finished(stream);
}
