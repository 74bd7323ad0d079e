import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';
import { readOrdersFile } from './read-file.server.ts';
import { instantOf } from './when.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'encore-analyse-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function read(text: string, currency: string | null = null, timezone = 'UTC') {
  const file = path.join(folder, `${files++}.csv`);
  writeFileSync(file, text);
  return readOrdersFile(file, timezone, currency);
}

describe('a plain log of orders', () => {
  it('names every row it cannot use by its line', async () => {
    const { orders, skipped } = await read(
      [
        'customer_id,order_id,date,amount',
        'a,1,2024-01-01,10.50',
        'a,2,yesterday,10',
        '',
        'a,3,2024-02-30,10',
        'a,4,2024-01-02,ten',
        '"a\nb",5,2024-01-03,1',
        'a,,2024-01-04,5',
        'a,6,2024-01-05',
        'b,1,2024-01-05,5',
        'a,7,2024-01-06,5',
      ].join('\n'),
    );
    expect(orders.map(({ id }) => id)).toEqual(['1', '5', '7']);
    expect(skipped).toEqual([
      { line: 3, reason: '"yesterday" is not a date (write YYYY-MM-DD)' },
      { line: 5, reason: '"2024-02-30" is not a date (write YYYY-MM-DD)' },
      { line: 6, reason: '"ten" is not an amount' },
      { line: 9, reason: 'the order_id is empty' },
      { line: 10, reason: '"" is not an amount' },
      { line: 11, reason: 'order 1 belongs to another customer' },
    ]);
  });

  it('takes what was given back from its order, wherever that stands', async () => {
    const { orders, skipped } = await read(
      [
        'date,amount,order_id,customer_id,type',
        '2024-01-03,-4,1,a,',
        '2024-01-01,10,1,a,order',
        '2024-01-01,10,2,a,order',
        '2024-01-09,7,2,a,refund',
        '2024-01-09,7,2,a,refund',
        '2024-01-01,0,3,a,order',
        '2024-01-09,7,9,a,refund',
        '2024-01-09,7,9,a,gift',
      ].join('\r\n'),
    );
    expect(orders.map(({ id, netSales, isCounted }) => [id, netSales, isCounted])).toEqual([
      ['1', 600n, true],
      ['2', 0n, false],
      ['3', 0n, true],
    ]);
    expect(skipped).toEqual([
      { line: 8, reason: 'money given back on order 9, which is not there' },
      { line: 9, reason: 'there is no type "gift"' },
    ]);
  });

  it('sums the rows of one order, reads other currencies’ units, and keeps guests', async () => {
    const { orders, skipped, currency } = await read(
      'customer_id;order_id;date;amount;currency\n;1;20240101;1000;JPY\na;2;2024/01/01;5;JPY\na;2;2023-12-31;7;JPY\na;3;2024-01-01;7;EUR\n',
    );
    expect(currency).toBe('JPY');
    expect(orders.map(({ customer, netSales }) => [customer, netSales])).toEqual([
      [null, 1000n],
      ['a', 12n],
    ]);
    expect(orders[1]!.at).toEqual(new Date('2023-12-31T00:00:00Z'));
    expect(skipped).toEqual([{ line: 5, reason: 'the currency is EUR, not JPY' }]);
  });

  it('is unusable without its columns, without rows, or without a file', async () => {
    await expect(read('a,b\n1,2\n')).rejects.toThrow('no column customer_id');
    await expect(read('customer_id,order_id,date,amount\n')).rejects.toThrow('no order');
    await expect(read('')).rejects.toThrow('is empty');
    await expect(readOrdersFile(path.join(folder, 'none'), 'UTC', null)).rejects.toThrow('ENOENT');
    await expect(readOrdersFile(folder, 'UTC', null)).rejects.toThrow('cannot be read');
  });
});

describe('an orders export of Shopify', () => {
  const header =
    'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Shipping Country,Cancelled at,Refunded Amount,Id,Tags,Source,Phone';
  const row = (values: Record<string, string>) =>
    header
      .split(',')
      .map((name) => values[name] ?? '')
      .join(',');
  const order = (Name: string, values: Record<string, string> = {}) =>
    row({
      Name,
      Email: 'Ann@Example.com',
      'Financial Status': 'paid',
      Currency: 'EUR',
      Subtotal: '100.00',
      Shipping: '5.00',
      Taxes: '21.00',
      Total: '126.00',
      'Created at': '2024-05-01 23:30:00 -0400',
      'Lineitem name': 'Tea',
      'Refunded Amount': '0.00',
      Source: 'web',
      ...values,
    });

  it('is read order by order, with its own clock, refunds and states', async () => {
    const { orders, skipped, currency } = await read(
      [
        header,
        order('#1'),
        row({ Name: '#1', Email: 'Ann@Example.com', 'Lineitem name': 'Cup' }),
        order('#2', { Email: '', Phone: '+49 1' }),
        order('#3', { Email: '' }),
        order('#4', { 'Cancelled at': '2024-05-02 10:00:00 -0400' }),
        order('#5', { 'Financial Status': 'refunded', 'Refunded Amount': '126.00' }),
        order('#6', { 'Financial Status': 'partially_refunded', 'Refunded Amount': '60.50' }),
        order('#7', { Total: '105.00' }),
        order('#8', { Subtotal: 'free' }),
        row({ Name: '#8', 'Lineitem name': 'Cup' }),
        row({ Name: '#9', 'Lineitem name': 'Cup' }),
      ].join('\n'),
    );
    expect(currency).toBe('EUR');
    expect(
      orders.map(({ id, customer, netSales, isCounted }) => [id, customer, netSales, isCounted]),
    ).toEqual([
      ['#1', 'ann@example.com', 10_000n, true],
      ['#2', '+49 1', 10_000n, true],
      ['#3', null, 10_000n, true],
      ['#4', 'ann@example.com', 10_000n, false],
      ['#5', 'ann@example.com', 0n, false],
      // Tax of 20 lies on the goods, so half of the 120 was given back.
      ['#6', 'ann@example.com', 4959n, true],
      // Prices contain tax: 21 × 100 / 105 of it lies in the goods.
      ['#7', 'ann@example.com', 8000n, true],
    ]);
    expect(orders[0]!.at).toEqual(new Date('2024-05-02T03:30:00Z'));
    expect(orders[0]).toMatchObject({ channel: 'web' });
    expect(skipped).toEqual([
      { line: 10, reason: 'subtotal "free" is not an amount' },
      { line: 12, reason: 'order #9 begins in the middle' },
    ]);
  });
});

describe('a moment', () => {
  it('without an offset is on the shop’s clock, a date is that day there', () => {
    const zone = 'Asia/Tokyo';
    expect(instantOf('2024-05-01', zone)).toEqual(new Date('2024-04-30T15:00:00Z'));
    expect(instantOf('2024-05-01 08:00', zone)).toEqual(new Date('2024-04-30T23:00:00Z'));
    expect(instantOf('2024-05-01T08:00:00Z', zone)).toEqual(new Date('2024-05-01T08:00:00Z'));
    expect(instantOf('2024-05-01 08:00:00 +0200', zone)).toEqual(new Date('2024-05-01T06:00:00Z'));
    for (const text of ['', '1/2/2024', '2024-13-01', '2024-05-01 25:00', 'May 1', '0024-05-01']) {
      expect(instantOf(text, zone)).toBeNull();
    }
  });
});

describe('the options', () => {
  const problem = (...words: string[]) => {
    const outcome = readOptions(words);
    return outcome.ok ? null : outcome.problem;
  };

  it('are read, and wrong ones are refused with what is wanted', () => {
    expect(readOptions(['f.csv', '--window-days', 'period', '--time-unit=week'])).toMatchObject({
      ok: true,
      value: { windowDays: null, unitDays: 7, period: 'month', timezone: null },
    });
    expect(problem()).toBe('name one file');
    expect(problem('f.csv', '--colour', 'red')).toBe('there is no option --colour');
    expect(problem('f.csv', '--period')).toBe('--period needs a value');
    expect(problem('f.csv', '--period', 'day')).toContain('month, quarter or year');
    expect(problem('f.csv', '--timezone', 'Mars')).toContain('IANA');
    expect(problem('f.csv', '--calibration-end', '1997-02-30')).toContain('a date');
    expect(problem('f.csv', '--holdout-end', '1998-06-30')).toContain('--calibration-end');
    expect(
      problem('f.csv', '--calibration-end', '1998-06-30', '--holdout-end', '1998-06-30'),
    ).toContain('not after');
  });
});
