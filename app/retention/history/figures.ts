// The figures of customers that lists are chosen and sorted by, by column beside their histories.
import { RFM_GROUPS } from '../rfm.ts';

/**
 * Each column: how a row of customer_summary AS s is written, as bytes that begin with the highest.
 * They are so narrow that most columns of a bucket fit into its row.
 */
export const FIGURES = {
  worth: 'substring(int8send(s.clv_12) FROM 4)',
  net_sales: 'substring(int8send(s.net_sales) FROM 4)',
  purchases: 'substring(int4send(s.orders) FROM 3)',
  last_order: `substring(int4send(s.last_day - DATE '1970-01-01') FROM 3)`,
  rfm: `substring(int4send(array_position('{${RFM_GROUPS.join(',')}}', s.rfm_group)) FROM 4)`,
  alive: `float4send(coalesce(s.alive, 'NaN'))`,
  next_due: `int4send(coalesce(s.next_due - DATE '1970-01-01', ${2 ** 31 - 1}))`,
} as const satisfies Record<string, string>;

/** Whether customers of customer_summary AS s, all together, fit into the columns. */
export const DO_FIT = `max(greatest(s.clv_12, abs(s.net_sales))) < ${2 ** 39}
  AND max(s.orders) < ${2 ** 16}
  AND min(s.last_day) >= DATE '1970-01-01' AND max(s.last_day) < DATE '2149-01-01'`;

export type Figure = keyof typeof FIGURES;
export const FIGURE_NAMES = Object.keys(FIGURES) as readonly Figure[];

/**
 * Days are since 1970-01-01, groups places in RFM_GROUPS. A chance of staying that nobody has is
 * NaN, and an order that is not due is due after all days.
 */
export type Figures = Partial<Record<Figure, Float64Array>>;

const NO_DUE_DAY = 2 ** 31 - 1;

type Reader = (view: DataView, values: Float64Array) => void;

const readMoney: Reader = (view, values) => {
  for (let i = 0; i < values.length; i++) {
    values[i] = view.getInt8(i * 5) * 2 ** 32 + view.getUint32(i * 5 + 1);
  }
};
const readCounts: Reader = (view, values) => {
  for (let i = 0; i < values.length; i++) values[i] = view.getUint16(i * 2);
};

/** Each with a loop of its own: a call for each of millions of values would cost more than they. */
const READERS: Record<Figure, Reader> = {
  worth: readMoney,
  net_sales: readMoney,
  purchases: readCounts,
  last_order: readCounts,
  rfm: (view, values) => {
    for (let i = 0; i < values.length; i++) values[i] = view.getUint8(i) - 1;
  },
  alive: (view, values) => {
    for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(i * 4);
  },
  next_due: (view, values) => {
    for (let i = 0; i < values.length; i++) {
      const day = view.getInt32(i * 4);
      values[i] = day === NO_DUE_DAY ? Number.POSITIVE_INFINITY : day;
    }
  },
};

/** A figure of a bucket's customers, or null where it is not stored. */
export function unpackFigures(name: Figure, bytes: Buffer, customers: number): Float64Array | null {
  if (bytes.length === 0) return null;
  const values = new Float64Array(customers);
  READERS[name](new DataView(bytes.buffer, bytes.byteOffset, bytes.length), values);
  return values;
}
