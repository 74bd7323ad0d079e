// What Shopify would find out at deployment, and what a shop would feel: checked before.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { check } from '@shopify/theme-check-node';
import { build } from 'esbuild';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { reasons } from '../app/routes/admin/customers/entry-words.ts';
import { languages, staleFiles } from '../devstore/launch/build-extensions.ts';

const root = path.resolve(import.meta.dirname, '..');
const extensions = path.join(root, 'extensions');
const theme = path.join(extensions, 'encore-theme');
const read = (...parts: string[]) => readFileSync(path.join(extensions, ...parts), 'utf8');
const filesIn = (...parts: string[]) => readdirSync(path.join(extensions, ...parts)).sort();
const gzipped = (text: string) => gzipSync(text, { level: 9 }).length;

const KB = 1000;

test('what is committed is what the sources make', async () => {
  expect(await staleFiles(), 'run: node devstore/launch/build-extensions.ts').toEqual([]);
});

describe('the theme extension', () => {
  test('has no offence against theme-check', async () => {
    const offences = await check(theme, 'theme-check:theme-app-extension');
    expect(offences.map(({ check, message, uri }) => `${uri}: ${check}: ${message}`)).toEqual([]);
  });

  test('costs a page at most 6 KB of script before a click, the panel at most 25 KB', () => {
    expect(gzipped(read('encore-theme', 'assets', 'encore.min.js'))).toBeLessThan(6 * KB);
    expect(gzipped(read('encore-theme', 'assets', 'encore-panel.min.js'))).toBeLessThan(25 * KB);
  });

  test('has at most 60 KB of Liquid in all, and small locale files', () => {
    const liquid = ['blocks', 'snippets'].flatMap((folder) =>
      filesIn('encore-theme', folder).map((file) => read('encore-theme', folder, file)),
    );
    const bytes = liquid.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(60 * KB);
    for (const file of filesIn('encore-theme', 'locales')) {
      expect(Buffer.byteLength(read('encore-theme', 'locales', file)), file).toBeLessThan(15 * KB);
    }
  });

  // Targets and setting types are not looked at by theme-check in an app's blocks.
  const TARGETS = ['section', 'head', 'compliance_head', 'body'];
  const SETTING_TYPES = [
    ...['checkbox', 'number', 'radio', 'range', 'select', 'text', 'textarea'],
    ...['article', 'blog', 'collection', 'collection_list', 'color', 'color_background'],
    ...['font_picker', 'html', 'image_picker', 'inline_richtext', 'link_list', 'liquid', 'page'],
    ...['product', 'product_list', 'richtext', 'text_alignment', 'url', 'video', 'video_url'],
    ...['header', 'paragraph'],
  ];
  const blocks = filesIn('encore-theme', 'blocks').map((file) => {
    const source = read('encore-theme', 'blocks', file);
    const body = /{% schema %}([\s\S]*){% endschema %}/.exec(source)?.[1] ?? '';
    return { file, source, schema: JSON.parse(body) };
  });

  test.each(blocks)('$file says what Shopify understands', ({ file, source, schema }) => {
    expect(TARGETS).toContain(schema.target);
    expect(schema.name.length, 'shorter than 25 characters').toBeLessThan(25);
    for (const setting of schema.settings) {
      expect(SETTING_TYPES, `${file}: ${setting.id}`).toContain(setting.type);
      expect(setting.label, `${file}: ${setting.id}`).toBeTruthy();
      // A setting that nothing reads is a promise not kept.
      expect(source).toContain(`block.settings.${setting.id}`);
    }
    const read = [...source.matchAll(/block\.settings\.(\w+)/g)].map(([, id]) => id);
    const ids = schema.settings.map(({ id }: { id: string }) => id);
    expect(read.filter((id) => !ids.includes(id))).toEqual([]);
    for (const asset of [schema.javascript, schema.stylesheet].filter(Boolean)) {
      expect(existsSync(path.join(theme, 'assets', asset)), asset).toBe(true);
    }
    expect(source).toContain('{{ block.shopify_attributes }}');
  });

  test('prints every merchant text, name and tier escaped', () => {
    for (const { file, source } of blocks) {
      const printed = [...source.matchAll(/{{-?\s*([^}]*?)\s*-?}}/g)].map(([, code]) => code!);
      const own = printed.filter(
        (code) =>
          /settings\.(?!offset)|\btier\b|\bshop\.|\blabel\b|\bheading\b|\bapply\b/.test(code) &&
          !/\| t\b/.test(code),
      );
      expect(
        own.filter((code) => !/\| escape$/.test(code)),
        file,
      ).toEqual([]);
    }
  });
});

type Toml = {
  api_version?: string;
  type?: string;
  extensions?: {
    type: string;
    handle: string;
    name: string;
    targeting?: { target: string; module: string }[];
    settings?: { fields?: { key?: string; type: string }[] };
    runtime_url?: string;
  }[];
};
const app = parse(readFileSync(path.join(root, 'shopify.app.toml'), 'utf8')) as unknown as {
  application_url: string;
  webhooks: { api_version: string };
};
const FLOW_FIELDS = [
  ...['customer_reference', 'order_reference', 'product_reference', 'boolean', 'email', 'url'],
  ...['single_line_text_field', 'multi_line_text_field', 'number_integer', 'number_decimal'],
];
const tomls = filesIn()
  .filter((folder) => existsSync(path.join(extensions, folder, 'shopify.extension.toml')))
  .map((folder) => ({
    folder,
    toml: parse(read(folder, 'shopify.extension.toml')) as Toml,
  }));
const uiExtensions = tomls.flatMap(({ folder, toml }) =>
  (toml.extensions ?? [])
    .filter(({ type }) => type === 'ui_extension')
    .map((extension) => ({ folder, apiVersion: toml.api_version, ...extension })),
);

describe('the UI extensions', () => {
  test('exist for checkout, thank-you, order status, account, point of sale and admin', () => {
    const targets = uiExtensions.flatMap(({ targeting = [] }) =>
      targeting.map((one) => one.target),
    );
    for (const target of [
      'purchase.checkout.block.render',
      'purchase.thank-you.block.render',
      'customer-account.page.render',
      'customer-account.order-status.block.render',
      'customer-account.profile.block.render',
      'customer-account.order-index.block.render',
      'pos.home.tile.render',
      'pos.home.modal.render',
      'pos.customer-details.block.render',
      'admin.customer-details.block.render',
    ]) {
      expect(targets).toContain(target);
    }
  });

  test.each(uiExtensions)('$handle is at most 30 KB, and at the one API version', async (one) => {
    expect(one.apiVersion).toBe(app.webhooks.api_version);
    expect(one.handle.length).toBeLessThanOrEqual(50);
    expect(await bytesOf(one.folder, one.targeting ?? [])).toBeLessThan(30 * KB);
    expect((one.settings?.fields ?? []).length).toBeLessThanOrEqual(20);
    const locales = filesIn(one.folder, 'locales');
    expect(locales.filter((file) => file.endsWith('.default.json'))).toHaveLength(1);
  });
});

describe('the Flow extensions', () => {
  const flows = tomls.flatMap(({ toml }) =>
    (toml.extensions ?? []).filter(({ type }) => type.startsWith('flow_')),
  );

  test('begin with what members did or will lose, and can give points and rewards', () => {
    expect(flows.map(({ handle }) => handle).sort()).toEqual([
      'encore-give-points',
      'encore-points-earned',
      'encore-points-expiring',
      'encore-points-redeemed',
      'encore-referral-completed',
      'encore-send-reward',
      'encore-tier-changed',
    ]);
  });

  test.each(flows)(
    '$handle is told as Flow wants it',
    ({ type, handle, runtime_url, settings }) => {
      expect(handle).toMatch(/^[a-z0-9-]{1,30}$/);
      for (const field of settings?.fields ?? []) {
        expect(FLOW_FIELDS).toContain(field.type);
        if (field.type === 'customer_reference') expect(field.key).toBeUndefined();
        // Flow shows a trigger's key to people: letters and spaces only.
        else if (type === 'flow_trigger') expect(field.key).toMatch(/^[A-Za-z ]+$/);
        else expect(field.key).toMatch(/^[a-z_-]+$/);
      }
      if (type === 'flow_action') expect(runtime_url).toContain(`${app.application_url}/api/flow/`);
    },
  );
});

/**
 * As Shopify's CLI bundles it (devstore has its own copy of this: the two must not share a
 * mistake).
 */
async function bytesOf(folder: string, targeting: { target: string; module: string }[]) {
  const contents = targeting
    .map(
      ({ target, module }, index) =>
        `import Target_${index} from '${module}';` +
        `shopify.extend('${target}', (...args) => Target_${index}(...args));`,
    )
    .join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: path.join(extensions, folder), loader: 'tsx' },
    bundle: true,
    write: false,
    minify: true,
    target: 'es6',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.SHOPIFY_APP_URL': '"https://encore.example.com"',
    },
    legalComments: 'none',
  });
  return outputFiles[0]!.contents.length;
}

describe('the texts', () => {
  type Tree = { [key: string]: string | Tree };
  const texts = (language: string): Tree => JSON.parse(read('texts', `${language}.json`));
  const isPlural = (node: Tree) => typeof node.other === 'string';

  /** 'reward.valid' → its forms; other texts → one form. */
  function leaves(tree: Tree, prefix = ''): Map<string, Record<string, string>> {
    const found = new Map<string, Record<string, string>>();
    for (const [key, node] of Object.entries(tree)) {
      if (typeof node === 'string') found.set(prefix + key, { text: node });
      else if (isPlural(node)) found.set(prefix + key, node as Record<string, string>);
      else for (const [at, forms] of leaves(node, `${prefix}${key}.`)) found.set(at, forms);
    }
    return found;
  }
  const places = (text: string) => (text.match(/{{ \w+ }}/g) ?? []).sort().join();
  const english = leaves(texts('en'));

  test('exist in English, Czech, Norwegian, Ukrainian, Thai, Hebrew, German and French', () => {
    expect(languages().sort()).toEqual(['cs', 'de', 'en', 'fr', 'he', 'nb', 'th', 'uk']);
  });

  test('say every reason of the ledger that a member can read, and no other', () => {
    const said = [...english.keys()].filter((key) => key.startsWith('entry.'));
    // Who was erased reads nothing.
    const written = Object.keys(reasons).filter((reason) => reason !== 'erased');
    expect(said.sort()).toEqual(written.map((reason) => `entry.${reason}`).sort());
  });

  test.each(languages())(
    'in %s are complete, with the plural forms of the language',
    (language) => {
      const own = leaves(texts(language));
      expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
      const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const [key, forms] of own) {
        const isCounted = !('text' in english.get(key)!);
        if (isCounted) expect(Object.keys(forms).sort(), key).toEqual([...categories].sort());
        const wanted = places(Object.values(english.get(key)!)[0]!);
        for (const form of Object.values(forms)) {
          expect(form.trim(), key).not.toBe('');
          expect(places(form), key).toBe(wanted);
        }
      }
    },
  );
});
