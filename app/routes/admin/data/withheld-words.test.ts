import { expect, test } from 'vitest';
import { withheldWords } from './withheld-words.ts';

test('what is withheld is said once, by what a merchant calls it', () => {
  const titles = (names: string[]) => withheldWords(names).map(({ title }) => title);
  expect(titles(['Customer.firstName', 'Customer.lastName'])).toEqual(['Names']);
  expect(titles(['Customer.defaultAddress.zip', 'Order.email', 'Order.customer'])).toEqual([
    'Who bought',
    'E-mail addresses',
    'Addresses',
  ]);
  expect(titles(['Order'])).toEqual(['Orders']);
  expect(titles([])).toEqual([]);
});
