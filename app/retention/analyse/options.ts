// The options of the analyse command.
import { type Day, isTimezone, type Unit } from '../../basics/calendar.ts';
import { type Outcome, ok, type Refused, refuse } from '../../basics/outcome.ts';
import { PURCHASE_MODELS, type PurchaseModelName } from '../../stats/purchase-model.ts';

export type Options = {
  file: string;
  json: boolean;
  /** Null: UTC, for want of another. */
  timezone: string | null;
  /** Null: that of the file, or USD. */
  currency: string | null;
  /** Null: same as the period. */
  windowDays: number | null;
  period: Exclude<Unit, 'week'>;
  /**
   * Last day that the models learn from, and last day that they are held against; null: the last
   * quarter.
   */
  calibrationEnd: Day | null;
  holdoutEnd: Day | null;
  unitDays: 1 | 7;
  /** A folder for plots. */
  out: string | null;
  customersOut: string | null;
  /** Every customer's figures in the JSON. */
  customers: boolean;
  /** Null: the one that does best in the hold-out. */
  model: PurchaseModelName | null;
};

export const USAGE = `npm run analyse -- FILE.csv [options]

  FILE.csv is an orders export of Shopify, or has the columns
  customer_id,date,amount[,order_id,type,currency] in any order

  --json                     print the report as JSON
  --timezone ZONE            the shop's time zone, as Europe/Prague (default UTC)
  --currency CODE            the currency of the amounts (default: that of the file, or USD)
  --window-days N|period     how long an order keeps a customer active (default 365)
  --period month|quarter|year  what retention is measured over (default month)
  --calibration-end DATE     the last day that the forecast learns from
                             (default: a quarter before the end)
  --holdout-end DATE         the last day that the forecast is held against
                             (default: the last order)
  --time-unit day|week       the unit of the model's parameters (default day)
  --model NAME               ${PURCHASE_MODELS.join(', ')} (default: the best in the hold-out)
  --out DIR                  write plots as SVG
  --customers-out FILE.csv   write every customer's figures as CSV
  --customers                with --json: put them into the JSON, as clv.customers
  --help                     print this`;

type Wrong = Refused<'usage', { problem: string }>;
const wrong = (problem: string): Wrong => refuse('usage', { problem });

const isDay = (text: string): boolean => {
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 10) === text;
};

/** Reads the words after the command. */
export function readOptions(words: readonly string[]): Outcome<Options, Wrong> {
  const given = new Map<string, string>();
  const files: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (!word.startsWith('--')) files.push(word);
    else if (FLAGS.has(word)) given.set(word.slice(2), '');
    else if (word.includes('='))
      given.set(word.slice(2, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
    else if (words[i + 1] === undefined) return wrong(`${word} needs a value`);
    else given.set(word.slice(2), words[++i]!);
  }
  const unknown = [...given.keys()].find((name) => !KNOWN.has(name));
  if (unknown !== undefined) return wrong(`there is no option --${unknown}`);
  if (files.length !== 1) return wrong('name one file');
  const problem = problemOf(given);
  if (problem) return wrong(problem);
  const window = given.get('window-days') ?? '365';
  return ok({
    file: files[0]!,
    json: given.has('json'),
    timezone: given.get('timezone') ?? null,
    currency: given.get('currency')?.toUpperCase() ?? null,
    windowDays: window === 'period' ? null : Number(window),
    period: (given.get('period') ?? 'month') as Options['period'],
    calibrationEnd: given.get('calibration-end') ?? null,
    holdoutEnd: given.get('holdout-end') ?? null,
    unitDays: given.get('time-unit') === 'week' ? 7 : 1,
    out: given.get('out') ?? null,
    customersOut: given.get('customers-out') ?? null,
    customers: given.has('customers'),
    model: (given.get('model') ?? null) as PurchaseModelName | null,
  });
}

const RULES: Record<string, { accepts: (text: string) => unknown; wants: string }> = {
  json: { accepts: (text) => text === '', wants: 'no value' },
  customers: { accepts: (text) => text === '', wants: 'no value' },
  timezone: { accepts: isTimezone, wants: 'an IANA time zone, as Europe/Prague' },
  currency: { accepts: (text) => /^[A-Za-z]{3}$/.test(text), wants: 'a currency, as EUR' },
  'window-days': {
    accepts: (text) => text === 'period' || (/^\d{1,4}$/.test(text) && Number(text) >= 1),
    wants: 'a number of days, or "period"',
  },
  period: {
    accepts: (text) => ['month', 'quarter', 'year'].includes(text),
    wants: 'month, quarter or year',
  },
  'calibration-end': { accepts: isDay, wants: 'a date, as 1997-09-30' },
  'holdout-end': { accepts: isDay, wants: 'a date, as 1998-06-30' },
  'time-unit': { accepts: (text) => ['day', 'week'].includes(text), wants: 'day or week' },
  model: {
    accepts: (text) => (PURCHASE_MODELS as readonly string[]).includes(text),
    wants: PURCHASE_MODELS.join(', '),
  },
  out: { accepts: (text) => text !== '', wants: 'a folder' },
  'customers-out': { accepts: (text) => text !== '', wants: 'a file' },
};
const KNOWN = new Set(Object.keys(RULES));
const FLAGS = new Set(['--json', '--customers']);

function problemOf(given: ReadonlyMap<string, string>): string | null {
  for (const [name, text] of given) {
    const { accepts, wants } = RULES[name]!;
    if (!accepts(text)) return `--${name} ${text}: give ${wants}`;
  }
  const [from, to] = [given.get('calibration-end'), given.get('holdout-end')];
  if (given.has('customers') && !given.has('json')) return '--customers needs --json';
  if (to !== undefined && from === undefined) return '--holdout-end needs --calibration-end';
  if (from !== undefined && to !== undefined && to <= from) {
    return '--holdout-end lies not after --calibration-end';
  }
  return null;
}
