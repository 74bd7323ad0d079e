// Builds what the extensions ship: the theme's scripts out of extensions/encore-theme-src, and
// every locale file out of extensions/texts, where each text exists once for all surfaces. All of
// it is committed: Shopify deploys files, not sources.
//   node devstore/launch/build-extensions.ts           writes what changed, and bundles the UI
// extensions
//   node devstore/launch/build-extensions.ts --check   writes nothing; exits with 1 if a file is
// stale
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, transform } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');
const extensions = path.join(root, 'extensions');
const source = path.join(extensions, 'encore-theme-src');

/** Content by path below extensions/. */
export type Built = Map<string, string>;

/**
 * Which parts of extensions/texts/LANGUAGE.json each file of texts carries. `theme` is read by
 * Liquid.
 */
const SURFACES: { file: (language: string) => string; sections: string[] }[] = [
  {
    file: (language) => `encore-theme/locales/${withDefault(language)}.json`,
    sections: ['category', 'points', 'theme'],
  },
  {
    file: (language) => `encore-theme/assets/encore-texts-${language}.json`,
    sections: [
      'points',
      'panel',
      'guest',
      'balance',
      'tier',
      'birthday',
      'ways',
      'reward',
      'code',
      'history',
      'referral',
      'help',
      'reason',
      'entry',
    ],
  },
  {
    file: (language) => `encore-checkout/locales/${withDefault(language)}.json`,
    sections: [
      ...['points', 'guest', 'reward', 'code', 'referral', 'order', 'survey', 'checkout'],
      'reason',
    ],
  },
  {
    file: (language) => `encore-account/locales/${withDefault(language)}.json`,
    sections: [
      'points',
      'panel',
      'guest',
      'balance',
      'tier',
      'ways',
      'reward',
      'code',
      'history',
      'referral',
      'help',
      'order',
      'survey',
      'birthday',
      'account',
      'reason',
      'entry',
    ],
  },
  {
    file: (language) => `encore-pos/locales/${withDefault(language)}.json`,
    sections: ['points', 'pos'],
  },
  {
    file: (language) => `encore-admin-customer/locales/${withDefault(language)}.json`,
    sections: ['points', 'admin'],
  },
];

const withDefault = (language: string) => (language === 'en' ? 'en.default' : language);

type Texts = Record<string, unknown>;

/** The languages that extensions/texts has. */
export const languages = (): string[] =>
  readdirSync(path.join(extensions, 'texts'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));

/** Every locale file, from extensions/texts. */
export function buildTexts(): Built {
  const built: Built = new Map();
  for (const language of languages()) {
    const file = path.join(extensions, 'texts', `${language}.json`);
    const texts: Texts = { ...JSON.parse(readFileSync(file, 'utf8')), ...categories(language) };
    for (const surface of SURFACES) {
      const part = Object.fromEntries(surface.sections.map((section) => [section, texts[section]]));
      built.set(
        surface.file(language),
        `${JSON.stringify(part, null, 2)}
`,
      );
    }
  }
  return built;
}

/** The sections that reach shoppers through the app's answers, and so can be put in other words. */
const CHANGEABLE = [
  ...['points', 'panel', 'guest', 'balance', 'tier', 'ways', 'reward', 'code', 'history'],
  ...['birthday', 'referral', 'help', 'order', 'survey', 'checkout', 'account', 'reason', 'entry'],
];

/** What the app has to know of our texts to let merchants change them. */
function buildDefaults(): Built {
  const all = Object.fromEntries(
    languages().map((language) => {
      const texts: Texts = JSON.parse(
        readFileSync(path.join(extensions, 'texts', `${language}.json`), 'utf8'),
      );
      return [language, Object.fromEntries(CHANGEABLE.flatMap((name) => flat(name, texts[name])))];
    }),
  );
  const json = JSON.stringify(all, null, 2);
  const file = `// Written by devstore/launch/build-extensions.ts out of extensions/texts. Do not edit.
export const DEFAULT_TEXTS: Record<string, Record<string, string>> = ${json};
`;
  return new Map([['../app/shoppers/texts/defaults.generated.ts', file]]);
}

const flat = (key: string, node: unknown): [string, string][] =>
  typeof node === 'string'
    ? [[key, node]]
    : Object.entries(node as Texts).flatMap(([name, child]) => flat(`${key}.${name}`, child));

/**
 * Liquid has no plural rules but those of its `t` filter: this text tells it the name of the form
 * of a number.
 */
function categories(language: string): Texts {
  const names = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return { category: Object.fromEntries(names.map((name) => [name, name])) };
}

/** Style sheets that a script carries as text are made small like the script itself. */
const smallCss: Plugin = {
  name: 'small-css',
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await transform(readFileSync(file, 'utf8'), { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/** The theme's two scripts: what every page loads, and what the first click loads. */
export async function buildThemeScripts(): Promise<Built> {
  const scripts = [
    { entry: 'loader.ts', file: 'encore.min.js', format: 'iife' as const },
    { entry: 'panel.tsx', file: 'encore-panel.min.js', format: 'esm' as const },
  ];
  const built: Built = new Map();
  for (const { entry, file, format } of scripts) {
    const { outputFiles } = await build({
      entryPoints: [path.join(source, entry)],
      absWorkingDir: root,
      bundle: true,
      write: false,
      minify: true,
      format,
      target: ['es2022', 'safari16.4'],
      jsx: 'automatic',
      jsxImportSource: 'preact',
      define: { 'process.env.NODE_ENV': '"production"' },
      legalComments: 'none',
      plugins: [smallCss],
      logLevel: 'warning',
    });
    built.set(`encore-theme/assets/${file}`, outputFiles[0]!.text);
  }
  return built;
}

/** The files that are not as the sources say, by path below extensions/. */
export async function staleFiles(): Promise<string[]> {
  const built = await buildAll();
  return [...built].filter(([file, text]) => read(file) !== text).map(([file]) => file);
}

async function buildAll(): Promise<Built> {
  return new Map([...buildTexts(), ...buildDefaults(), ...(await buildThemeScripts())]);
}

function read(file: string): string | null {
  const place = path.join(extensions, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : null;
}

/** Writes what changed; returns the files written, by path below extensions/. */
export async function buildExtensions(): Promise<string[]> {
  const written: string[] = [];
  for (const [file, text] of await buildAll()) {
    if (read(file) === text) continue;
    const place = path.join(extensions, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
    written.push(file);
  }
  return written;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    const stale = await staleFiles();
    for (const file of stale) console.error(`stale: extensions/${file}`);
    if (stale.length > 0) console.error('run: node devstore/launch/build-extensions.ts');
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    for (const file of await buildExtensions()) console.log(`built extensions/${file}`);
  }
}
