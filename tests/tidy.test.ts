// The rules of the house, held by a test. Each message says why, and what to do instead.
import path from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { expect, test } from 'vitest';
import { layerOf, mayImport } from './tidy/layers.ts';
import { files, functionsOf, read, type Source, sources } from './tidy/sources.ts';

const ours = sources.filter(({ file }) => /^(app|devstore|tests|bench|extensions)\//.test(file));
const app = sources.filter(({ file }) => file.startsWith('app/'));
const isTest = (file: string) => /\.(test|spec)\.tsx?$/.test(file);
const isShell = (file: string) => /\.server\.tsx?$/.test(file) || isTest(file);

/** Core: the nouns of app/, without the pages and what only a browser runs. */
const core = app.filter(
  ({ file }) => file.endsWith('.ts') && !isShell(file) && !/^app\/(routes|ui)(\/|\.ts)/.test(file),
);

function hold(rule: string, offences: string[]) {
  expect(offences, `${rule}\n${offences.join('\n')}\n`).toEqual([]);
}

test('imports only point back along the flow', () => {
  const offences = app
    .filter(({ file }) => !isTest(file))
    .flatMap(({ file, imports }) =>
      imports
        .filter(({ target }) => target.startsWith('app/'))
        .filter(({ target, isTypeOnly }) => !mayImport(file, target, isTypeOnly))
        .map(({ target }) => `${file} (${layerOf(file)}) imports ${target} (${layerOf(target)})`),
    );
  hold(
    'A station knows only those before it (docs/architecture.md §2): announce it instead, or join the two in a door.',
    offences,
  );
});

test('the app and the local Shopify share nothing', () => {
  const offences = sources.flatMap(({ file, imports }) => {
    const wrong =
      file.startsWith('app/') && file !== 'app/shopify/generate.ts' ? /^devstore\// : null;
    const other = file.startsWith('devstore/') ? /^app\// : wrong;
    return imports
      .filter(({ target }) => other?.test(target))
      .map(({ target }) => `${file} imports ${target}`);
  });
  hold("devstore must not share our mistakes: write it again from Shopify's documents.", offences);
});

test('extensions import nothing of ours but the types of the contract', () => {
  const offences = sources
    .filter(({ file }) => file.startsWith('extensions/') && !isTest(file))
    .flatMap(({ file, imports }) =>
      imports
        .filter(({ target }) => /^(app|devstore)\//.test(target))
        .filter(({ target, isTypeOnly }) => !isTypeOnly || target !== 'app/shoppers/contract.ts')
        .map(({ target }) => `${file} imports ${target}`),
    );
  hold(
    'Extensions hold no rule: ask a door, and type its answer with app/shoppers/contract.ts.',
    offences,
  );
});

test('core files are pure', () => {
  const forbidden: [RegExp, string][] = [
    [
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/,
      'reads the clock: take `now` as an argument',
    ],
    [/\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/, 'is random: take the value as an argument'],
    [/\basync\b|\bawait\b/, 'waits: move that to a .server.ts file'],
    [/\bprocess\./, 'reads the process: take the value as an argument'],
  ];
  const offences = core
    .filter(({ file }) => !/^app\/shopify\/generate\.ts$/.test(file))
    .flatMap((source) => [
      ...forbidden
        .filter(([pattern]) => pattern.test(withoutComments(source)))
        .map(([, why]) => `${source.file} ${why}`),
      ...source.imports
        .filter(
          ({ target, isTypeOnly }) =>
            !isTypeOnly && (/\.server\.ts$/.test(target) || target.startsWith('node:')),
        )
        .map(({ target }) => `${source.file} imports ${target}: that is shell`),
    ]);
  hold(
    'A file without .server is a word: types, rules and decisions that a test can ask without a world around it.',
    offences,
  );
});

test('files, functions, folders and lines stay small enough to read', () => {
  const offences = ours.flatMap((source) => [
    ...(source.lines.length > 401
      ? [`${source.file} has ${source.lines.length - 1} lines (400): split it by what it is about`]
      : []),
    ...functionsOf(source)
      .filter(({ lines }) => lines > 70 && !isTest(source.file))
      .map(({ name, lines }) => `${source.file}: ${name} has ${lines} lines (70): name its parts`),
    ...source.lines
      .map((line, at) => ({ line, at: at + 1 }))
      .filter(({ line }) => line.length > 100 && !holdsLongText(line))
      .map(({ at }) => `${source.file}:${at} is wider than 100 columns: break it`),
  ]);
  const folders = new Map<string, number>();
  for (const file of files.filter((name) => /^(app|devstore|tests|bench)\//.test(name))) {
    if (file.startsWith('tests/fixtures/') || file.includes('/documents/')) continue;
    folders.set(path.dirname(file), (folders.get(path.dirname(file)) ?? 0) + 1);
  }
  for (const [folder, count] of folders) {
    if (count > 25)
      offences.push(`${folder} holds ${count} files (25): make a folder for what belongs together`);
  }
  hold('What does not fit on a few screens is not read.', offences);
});

test('names say what a thing is', () => {
  const offences = files
    .filter((file) => /^(app|devstore|tests|bench)\/.*\.(ts|tsx|mjs|cjs|js)$/.test(file))
    .flatMap((file) => {
      const name = path.basename(file).replace(/\..*$/, '');
      if (/(^|[-.])(utils?|helpers?|misc|common|services?|managers?)([-.]|$)/.test(name))
        return [`${file} is a drawer: name it after what is in it`];
      if (/\d/.test(name) && !/\.generated$/.test(name) && !/^\d{3}/.test(name))
        return [`${file} has a number in its name`];
      if (!/^[a-z0-9$.-]+$/.test(name)) return [`${file} is not kebab-case`];
      if (name === 'index' && file.startsWith('app/'))
        return [`${file} is a barrel: import the file that has it`];
      return [];
    });
  hold('A listing of a feature is what it can do.', offences);
});

test('only env.server.ts reads the environment, and only the log writes', () => {
  const offences = app
    .filter(
      ({ file }) =>
        !isTest(file) && file !== 'app/env.server.ts' && file !== 'app/shopify/generate.ts',
    )
    .filter(
      ({ file }) => !/^app\/retention\/analyse\//.test(file) && !/run-once\.server\.ts$/.test(file),
    )
    .flatMap((source) => [
      ...(/\bprocess\.env\b/.test(withoutComments(source))
        ? [`${source.file} reads process.env: add the setting to env.server.ts`]
        : []),
      ...(/\bconsole\./.test(withoutComments(source))
        ? [`${source.file} writes to the console: use log.server.ts`]
        : []),
    ]);
  hold('A setting that is checked at the start cannot fail at midnight.', offences);
});

test('one Shopify API version everywhere', () => {
  const versions = files
    .filter((file) => /\.toml$/.test(file))
    .flatMap((file) =>
      [...read(file).matchAll(/api_version\s*=\s*"([^"]+)"/g)].map(
        (match) => `${file} ${match[1]}`,
      ),
    );
  expect(versions.length).toBeGreaterThan(0);
  const offences = versions.filter((line) => !line.endsWith(' 2026-10'));
  const inCode = app
    .filter(({ text, file }) => /\b20\d\d-(01|04|07|10)\/graphql/.test(text) && !isTest(file))
    .map(({ file }) => file);
  hold(
    'Mixed versions answer in different shapes: change apiVersion in app/shopify.server.ts and the tomls together.',
    [...offences, ...inCode],
  );
});

test('every model names its writer and every key begins with the shop', () => {
  const exempt = new Set(['Session', 'Shop', 'WorkerBeat']);
  const offences = files
    .filter((file) => /^prisma\/.*\.prisma$/.test(file))
    .flatMap((file) => {
      const found: string[] = [];
      const models = read(file).matchAll(/((?:^\/\/\/.*\n)*)^model (\w+) \{([\s\S]*?)^\}/gm);
      for (const [, comment, name, body] of models) {
        if (!/Writer: /.test(comment ?? ''))
          found.push(`${file} ${name} does not say who writes it (/// Writer: …)`);
        if (exempt.has(name!)) continue;
        for (const [key, first] of (body ?? '').matchAll(/@@(?:id|unique)\(\[(\w+)/g)) {
          if (first !== 'shopId') found.push(`${file} ${name}: ${key}… does not begin with shopId`);
        }
        if (/^\s+(?!shopId\s)\w+\s+\S+.*\s@(id|unique)\b/m.test(body ?? ''))
          found.push(`${file} ${name} has a key without the shop`);
      }
      return found;
    });
  hold('One writer a table, and the database can be spread by shop.', offences);
});

test('every webhook topic of shopify.app.toml has a handler', async () => {
  const toml = parseToml(read('shopify.app.toml')) as unknown as {
    webhooks: { subscriptions: { topics?: string[]; compliance_topics?: string[] }[] };
  };
  const asked = toml.webhooks.subscriptions.flatMap((one) => [
    ...(one.topics ?? []),
    ...(one.compliance_topics ?? []),
  ]);
  const { topics } = await import('#app/sync/topics.ts');
  hold(
    'A topic without a handler is lost: add it to app/sync/topics.ts.',
    asked.filter((topic) => !(topic in topics)),
  );
  hold(
    'A handler without a subscription never runs: add the topic to shopify.app.toml.',
    Object.keys(topics).filter((topic) => !asked.includes(topic)),
  );
});

test('every address of the admin that stands in the code leads to a page', async () => {
  const { default: routes } = await import('../app/routes.ts');
  const known = routes
    .flatMap((entry) => [entry, ...(entry.children ?? [])])
    .flatMap(({ path: address }) => (address && address !== 'app/*' ? [address] : []))
    .map((address) => new RegExp(`^/${address.replace(/:\w+/g, '[^/]+')}$`));
  const offences = ours
    .filter(({ file }) => file.endsWith('.tsx') || file.startsWith('app/'))
    .flatMap(({ file, text }) =>
      [...text.matchAll(/['"`](\/app(?:\/[^'"`?#\s]*)?)(?=[?#'"`])/g)]
        // A part that is filled in stands for some name.
        .map(([, address]) => address!.replace(/\$\{[^}]*\}/g, 'x'))
        .filter((address) => !known.some((pattern) => pattern.test(address)))
        .map((address) => `${file} leads to ${address}`),
    );
  hold('A dead link is worse than none: app/routes.ts has the addresses.', offences);
});

test('nothing is left for later', () => {
  const pattern = new RegExp(
    ['TO', 'DO|FIX', 'ME|HA', 'CK|not implem', 'ented|coming so', 'on'].join(''),
  );
  const offences = ours
    .filter(({ text, file }) => pattern.test(text) && file !== 'tests/tidy.test.ts')
    .map(({ file }) => file);
  hold('What is not done is not there: finish it, or leave it out and say so.', offences);
});

test('no trace of a merge is left', () => {
  hold(
    'Settle the two versions: one of them is read as if it were meant.',
    ours
      .filter(({ lines }) => lines.some((line) => /^\s*(?:<{7}|={7}|>{7})(?: |$)/.test(line)))
      .map(({ file }) => file),
  );
});

test('no test is skipped or alone', () => {
  const pattern = new RegExp(
    String.raw`\b(?:test|it|describe)\.(?:${['on' + 'ly', 'sk' + 'ip', 'to' + 'do'].join('|')})\b`,
  );
  hold(
    'A test that does not run cannot fail.',
    ours.filter(({ text }) => pattern.test(text)).map(({ file }) => file),
  );
});

/** A sentence for people, an address or a pattern is not broken in the middle. */
function holdsLongText(line: string): boolean {
  const isComment = /^\s*(\/\/|\*|\/\*)/.test(line);
  return isComment ? /https?:\/\/\S{40,}/.test(line) : /(['"`/>])[^'"`]{40,}/.test(line);
}

function withoutComments({ text }: Source): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
