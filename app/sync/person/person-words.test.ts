import { expect, test } from 'vitest';
import { foldEmail, foldPhone, foldText, prefixesOf, searchPrefixes } from './person-words.ts';

test('writes the same name, address and number always alike', () => {
  expect(foldText('Žižková')).toBe('zizkova');
  expect(foldEmail(' Ola@Example.NO ')).toBe('ola@example.no');
  expect(foldPhone('+47 (905) 31-227')).toBe('4790531227');
});

test('a search by the beginnings of words asks for prefixes that the person has', () => {
  const person = {
    firstName: 'Åse-Marie',
    lastName: 'Bø',
    email: 'ase.marie@example.no',
    phone: null,
    address: null,
  };
  const known = new Set(prefixesOf(person));
  for (const text of ['ås', 'marie', 'ase.marie@example.no', 'Åse bø']) {
    const asked = searchPrefixes(text);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every((prefix) => known.has(prefix))).toBe(true);
  }
  expect(searchPrefixes('x ')).toEqual([]);
});
