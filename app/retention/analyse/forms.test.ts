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
function read(content: string | Buffer, timezone: string | null = 'UTC') {
  const file = path.join(folder, `${files++}.csv`);
  writeFileSync(file, content);
  return readOrdersFile(file, timezone, null);
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

describe('what only many rows can tell', () => {
  const HEADER = 'customer_id,order_id,date,amount';

  it('names a row with more fields than the header, as commas without quotes make it', async () => {
    const { orders, skipped } = await read(
      `${HEADER}\na,1,2024-01-01,12,50\na,2,2024-01-02,1,234.50\na,3,2024-01-03,7,\n`,
    );
    expect(orders.map(({ id, netSales }) => [id, netSales])).toEqual([['3', 700n]]);
    expect(skipped.map(({ line }) => line)).toEqual([2, 3]);
    expect(skipped[0]!.reason).toContain('the row has 5 fields and the header 4');
  });

  it('is which mark comes before the decimals', async () => {
    const amounts = async (...texts: string[]) => {
      const rows = texts.map((text, i) => `a;${i};2024-01-01;${text}`);
      const { orders } = await read([HEADER.replaceAll(',', ';'), ...rows].join('\n'));
      return orders.map(({ netSales }) => netSales);
    };
    expect(await amounts('12,50', '1.234', '1,234')).toEqual([1250n, 123400n, 123n]);
    expect(await amounts('12.50', '1.234', '1,234')).toEqual([1250n, 123n, 123400n]);
    expect(await amounts('1.234', '1,234')).toEqual([123n, 123400n]);
  });

  it('is the currency, also where the first row does not name it', async () => {
    const rows = ['a,1,2024-01-01,5,', 'a,2,2024-01-02,5,EUR', 'b,3,2024-01-02,5,EUR'];
    const file = await read([`${HEADER},currency`, ...rows, 'b,4,2024-01-03,5,USD'].join('\n'));
    expect(file.currency).toBe('EUR');
    expect(file.orders).toHaveLength(3);
    expect(file.skipped).toEqual([{ line: 5, reason: 'the currency is USD, not EUR' }]);
    expect(file.warnings[0]).toContain('EUR, USD');
    const unknown = await read(`${HEADER},currency\na,1,2024-01-01,5,€\na,2,2024-01-01,5,\n`);
    expect(unknown.currency).toBe('USD');
    expect(unknown.skipped).toEqual([{ line: 2, reason: 'the currency is €, not USD' }]);
  });

  it('is that the shop has another clock than UTC', async () => {
    const text = `${HEADER}\na,1,2024-05-01 23:30:00 -0400,5\na,2,2024-12-01 23:30:00 -0500,5\n`;
    expect((await read(text, null)).warnings[0]).toContain('-0400 and -0500 from UTC');
    expect((await read(text, 'America/New_York')).warnings).toEqual([]);
    const universal = `${HEADER}\na,1,2024-05-01T23:30:00Z,5\na,2,2024-05-01 23:30 +0000,5\n`;
    expect((await read(universal, null)).warnings).toEqual([]);
  });

  it('are letters of Windows, and the line of Excel that names the mark', async () => {
    const text =
      'sep=;\ncustomer_id;order_id;date;amount\nMüller;1;2024-01-01;5\nMäller;2;2024-01-02;€ 6\n';
    const bytes = Buffer.from(text.replace('€', '\x80'), 'latin1');
    const file = await read(bytes);
    expect(told(file).map(([, customer, , amount]) => [customer, amount])).toEqual([
      ['Müller', 500n],
      ['Mäller', 600n],
    ]);
    expect(file.warnings).toEqual(['the file is not in UTF-8: it was read as Windows-1252']);
  });

  it('refuses amounts that no figure could be worked out with', async () => {
    const { orders, skipped } = await read(
      `${HEADER}\na,1,2024-01-01,99999999999999999999999\na,2,2024-01-01,45000000000000\n` +
        'a,3,2024-01-01,90000000000000\na,2,2024-01-01,40000000000000\n',
    );
    expect(orders.map(({ id }) => id)).toEqual(['2']);
    expect(skipped.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '2: "99999999999999999999999" is too large for an amount',
      '4: "90000000000000" is too large for an amount',
      '5: order 2 is too large',
    ]);
  });
});
