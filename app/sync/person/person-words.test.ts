import { expect, test } from 'vitest';
import {
  canonicalEmail,
  foldEmail,
  foldPhone,
  foldText,
  prefixesOf,
  searchPrefixes,
} from './person-words.ts';

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

test('one mailbox is one, however its address is written', () => {
  const written = [
    'anna.k@gmail.com',
    'Anna.K+shop@Gmail.com',
    'annak@googlemail.com',
    ' a.n.n.a.k@gmail.com ',
  ];
  expect(new Set(written.map(canonicalEmail))).toEqual(new Set(['annak@gmail.com']));
  expect(canonicalEmail('anna+1@example.com')).toBe('anna@example.com');
  // A dot is a letter like any other elsewhere.
  expect(canonicalEmail('an.na@example.com')).not.toBe(canonicalEmail('anna@example.com'));
});
