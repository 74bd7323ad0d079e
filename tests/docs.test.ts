// What the documents promise is there: settings, commands, files.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { files, read, root } from './tidy/sources.ts';

const readme = read('README.md');

test('the README and .env.example name every setting', () => {
  const settings = [...read('app/env.server.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(
    ([, name]) => name!,
  );
  expect(settings.length).toBeGreaterThan(10);
  const told = settings.filter((name) => name !== 'NODE_ENV');
  expect(told.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  const example = read('.env.example');
  // Only the local Shopify sets this one.
  const given = told.filter((name) => name !== 'APP_BRIDGE_URL');
  expect(given.filter((name) => !new RegExp(`^${name}=`, 'm').test(example))).toEqual([]);
});

test('the README names every command, and no other', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const names = Object.keys(scripts).filter((name) => name !== 'postinstall');
  const isTold = (name: string) => {
    const [family, member] = name.split(':');
    if (family !== 'bench' && family !== 'torture') {
      return new RegExp(`\`?npm (run )?${name}\\b`).test(readme);
    }
    const line = readme.split('\n').find((one) => one.includes(`npm run ${family}:NAME`)) ?? '';
    return line.includes(`\`${member}\``);
  };
  expect(names.filter((name) => !isTold(name))).toEqual([]);
  const told = [...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!);
  expect(told.filter((name) => !(name in scripts) && !/^(bench|torture):$/.test(name))).toEqual([]);
});

test('links between documents lead to files', () => {
  const documents = files.filter(
    (file) => file.endsWith('.md') && existsSync(path.join(root, file)),
  );
  const dead = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(path.join(root, path.dirname(file), target)))
      .map((target) => `${file} leads to ${target}`),
  );
  expect(dead).toEqual([]);
});
