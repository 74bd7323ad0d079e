import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Messages } from '../browser/translate.ts';

const folder = path.join(import.meta.dirname, 'locales');
const read = (file: string): Messages => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
const files = readdirSync(folder).filter((file) => file !== 'en.default.json');

/** Every text and every group of plural forms by its dotted key. */
function keysOf(messages: Messages, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) => {
    const isText = typeof value === 'string' || 'other' in value;
    return isText ? [prefix + key] : keysOf(value, `${prefix}${key}.`);
  });
}

test.each(files)('%s says everything that English says', (file) => {
  expect(keysOf(read(file)).sort()).toEqual(keysOf(read('en.default.json')).sort());
});

test.each(files)('%s has the plural forms of its language', (file) => {
  const wanted = new Intl.PluralRules(file.replace('.json', '')).resolvedOptions().pluralCategories;
  const { login } = read(file) as { login: { points: Messages } };
  // Czech and French need their `many` for fractions and millions only: points are neither.
  const needed = wanted.filter((form) => form !== 'many' || file === 'uk.json');
  for (const form of needed) expect(Object.keys(login.points)).toContain(form);
});

test('every text that a template asks for is there', () => {
  const theme = import.meta.dirname;
  const templates = readdirSync(theme, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.liquid'),
  );
  const known = keysOf(read('en.default.json'));
  const asked = templates.flatMap((file) =>
    [...readFileSync(path.join(theme, file), 'utf8').matchAll(/'([\w.]+)' \| t\b/g)].map(
      ([, key]) => key,
    ),
  );
  expect(asked.length).toBeGreaterThan(30);
  expect(asked.filter((key) => !known.includes(key!))).toEqual([]);
});
