// The many ways in which programs and people write the same orders.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amountText } from './orders.ts';
import { readOrdersFile } from './read-file.server.ts';
import { DateOrders, instantOf } from './when.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'encore-forms-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function read(content: string | Buffer) {
  const file = path.join(folder, `${files++}.csv`);
  writeFileSync(file, content);
  return readOrdersFile(file, 'UTC', null);
}
const told = ({ orders }: Awaited<ReturnType<typeof read>>) =>
  orders.map(({ id, customer, at, netSales }) => [
    id,
    customer,
    at.toISOString().slice(0, 10),
    netSales,
  ]);

describe('amounts', () => {
  it.each([
    ['1234.5', '1234.5'],
    ['1,234.50', '1234.50'],
    ['1.234,50', '1234.50'],
    ['1 234,50', '1234.50'],
    ['1’234.50', '1234.50'],
    ['1,234,567', '1234567'],
    ['1.234.567', '1234567'],
    ['1,234', '1234'],
    ['12,5', '12.5'],
    ['12,50 €', '12.50'],
    ['$12.50', '12.50'],
    ['-$12.50', '-12.50'],
    ['USD 12.50', '12.50'],
    ['12.50 USD', '12.50'],
    ['£.5', '0.5'],
    ['(1,200.00)', '-1200.00'],
    ['−3', '-3'],
    ['+3.', '3.'],
  ])('%s is %s', (written, read) => {
    expect(amountText(written)).toBe(read);
  });

  it.each(['', '-', 'ten', '1,23,4', '1.2.3', '1e3', '12abc', '--5', '0x10', '1,2345.0', 'NaN'])(
    '%j is none',
    (written) => {
      expect(amountText(written)).toBeNull();
    },
  );
});

describe('dates', () => {
  it('are read where they can be one day only', () => {
    const day = (text: string, order: 'day-first' | 'month-first' | null = null) =>
      instantOf(text, 'UTC', order)?.toISOString().slice(0, 16) ?? null;
    expect(day('31.12.2024')).toBe('2024-12-31T00:00');
    expect(day('2.1.2024 15:30')).toBe('2024-01-02T15:30');
    expect(day('1/2/2024')).toBeNull();
    expect(day('1/2/2024', 'day-first')).toBe('2024-02-01T00:00');
    expect(day('1/2/2024 3:04 PM', 'month-first')).toBe('2024-01-02T15:04');
    expect(day('12/1/2024 12:04 am', 'month-first')).toBe('2024-12-01T00:04');
    expect(day('5 May 2024')).toBe('2024-05-05T00:00');
    expect(day('05-May-2024 10:00')).toBe('2024-05-05T10:00');
    expect(day('May 5, 2024')).toBe('2024-05-05T00:00');
    for (const text of ['5 Mai 2024', '13/13/2024', '1/2/2024 13:00 PM', '31.02.2024']) {
      expect(day(text, 'day-first')).toBeNull();
    }
  });

  it('tell together what one of them cannot', () => {
    const orderOf = (...texts: string[]) => {
      const orders = new DateOrders();
      for (const text of texts) orders.add(text);
      return orders.order;
    };
    expect(orderOf('1/2/2024', '13/2/2024')).toBe('day-first');
    expect(orderOf('1/2/2024', '2-13-2024')).toBe('month-first');
    expect(orderOf('1/2/2024')).toBeNull();
    expect(orderOf('13/1/2024', '1/13/2024')).toBeNull();
  });
});

describe('a file', () => {
  const rows = [
    ['Customer ID', 'Order-ID', 'Date', 'Amount'],
    ['a', '1', '25/1/2024', '"1.200,50 €"'],
    ['b', '2', '3/2/2024', '"(5,00)"'],
    ['b', '2', '2/2/2024', '7'],
  ];
  const expected = [
    ['1', 'a', '2024-01-25', 120_050n],
    ['2', 'b', '2024-02-02', 200n],
  ];

  it.each([',', ';', '\t', '|'])('may have %j between its fields', async (mark) => {
    const text = rows.map((row) => row.join(mark)).join('\r\n');
    expect(told(await read(text))).toEqual(expected);
  });

  it('may begin with a byte-order mark, in UTF-8 or UTF-16', async () => {
    const text = rows.map((row) => row.join(';')).join('\n');
    expect(told(await read(`\uFEFF${text}`))).toEqual(expected);
    expect(told(await read(Buffer.from(`\uFEFF${text}`, 'utf16le')))).toEqual(expected);
  });

  it('may end lines as Macs did, and have empty ones', async () => {
    const text = `${rows.map((row) => row.join(';')).join('\r')}\r`;
    expect(told(await read(text))).toEqual(expected);
    const gaps = rows.map((row) => row.join(';')).join('\n\n;;;\n');
    expect((await read(gaps)).skipped).toEqual([]);
  });

  it('says which dates could be two days', async () => {
    const { skipped } = await read(
      'customer_id,order_id,date,amount\na,1,1/2/2024,5\na,2,2024-01-02,5\n',
    );
    expect(skipped).toEqual([
      { line: 2, reason: '"1/2/2024" could be two days (write YYYY-MM-DD)' },
    ]);
  });

  it('that has a row an order uses one that is there twice once', async () => {
    const header = 'customer_id,order_id,date,amount\n';
    const slip = await read(`${header}a,1,2024-01-01,5\na,2,2024-01-01,5\na,1,2024-01-01,5\n`);
    expect(told(slip).map(([, , , amount]) => amount)).toEqual([500n, 500n]);
    expect(slip.skipped).toEqual([{ line: 4, reason: 'the same row as line 2' }]);
    // With several rows an order they are lines, and two lines may be alike.
    const lines = await read(
      `${header}a,1,2024-01-01,5\na,2,2024-01-01,5\na,2,2024-01-01,6\na,1,2024-01-01,5\n`,
    );
    expect(told(lines).map(([, , , amount]) => amount)).toEqual([1000n, 1100n]);
    expect(lines.skipped).toEqual([]);
  });

  it('whose quotes do not close is unusable, and the line is named', async () => {
    const text = 'customer_id,order_id,date,amount\na,1,2024-01-01,5\n"a,2,2024-01-01,5\n';
    await expect(read(text)).rejects.toThrow(/line 3/);
  });
});
