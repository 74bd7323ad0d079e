// Holds shopify.app.toml and the extensions' tomls against what Shopify's schema knows. Shopify's
// CLI checks their shape (`npm test` runs `shopify app build`), but lets unknown topics, scopes and
// types pass.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { topics } from '#app/sync/topics.ts';
import { files, read, root } from './tidy/sources.ts';

type Subscription = { topics?: string[]; compliance_topics?: string[]; include_fields?: string[] };
type AppToml = {
  name: string;
  access_scopes: { scopes: string; optional_scopes: string[] };
  webhooks: { subscriptions: (Subscription & { uri: string })[] };
  app_proxy: { prefix: string; subpath: string };
  customer: { metafields: { app: Record<string, { type: string }> } };
};
type ExtensionToml = {
  api_version?: string;
  type?: string;
  name?: string;
  extensions?: { type: string; handle: string; targeting?: { target: string; module: string }[] }[];
};
type Introspection = {
  data: { __schema: { types: { name: string; enumValues: { name: string }[] | null }[] } };
  offline_scopes: { items: { offlineScopes?: string[] }[] };
};

const app = parse(read('shopify.app.toml')) as unknown as AppToml;
const extensions = files
  .filter((file) => /^extensions\/[^/]+\/shopify\.extension\.toml$/.test(file))
  .map((file) => ({ file, toml: parse(read(file)) as unknown as ExtensionToml }));
const schema: Introspection = JSON.parse(
  gunzipSync(readFileSync(path.join(root, 'devstore/schema/admin_2026-10.json.gz'))).toString(),
);

const enumOf = (name: string) =>
  schema.data.__schema.types
    .find((type) => type.name === name)!
    .enumValues!.map((value) => value.name);

test('every webhook topic is one that Shopify has', () => {
  const known = new Set(enumOf('WebhookSubscriptionTopic'));
  const asked = app.webhooks.subscriptions.flatMap((one) => one.topics ?? []);
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((topic) => !known.has(topic.toUpperCase().replace(/[/.]/g, '_')))).toEqual(
    [],
  );
  expect(new Set(asked).size).toBe(asked.length);
});

test('the three compliance topics are subscribed to', () => {
  const asked = app.webhooks.subscriptions.flatMap((one) => one.compliance_topics ?? []);
  expect(asked.sort()).toEqual(['customers/data_request', 'customers/redact', 'shop/redact']);
});

/** Topics whose whole payload is needed, or tells nothing of a person. */
const WHOLE = [
  'app/scopes_update',
  'bulk_operations/finish',
  'customer.tags_added',
  'customer.tags_removed',
  'customers/merge',
];

test('payloads are trimmed, and keep the number by which the object is read back', () => {
  for (const { topics: names = [], include_fields: fields } of app.webhooks.subscriptions) {
    if (!fields) expect(WHOLE).toEqual(expect.arrayContaining(names));
    for (const name of fields ? names : []) {
      const id = topics[name]!.id(bodyOf(fields!));
      expect(id, name).not.toBe(undefined);
    }
  }
});

/** A payload of these fields, as `order_edit.order_id`; each is a number. */
function bodyOf(fields: readonly string[]): Record<string, unknown> {
  const steps = Map.groupBy(fields, (field) => field.split('.')[0]!);
  return Object.fromEntries(
    [...steps].map(([step, paths]) => {
      const below = paths.map((path) => path.slice(step.length + 1)).filter(Boolean);
      return [step, below.length > 0 ? bodyOf(below) : 17];
    }),
  );
}

test('every scope is one that the schema asks for somewhere', () => {
  // The proxy and order history are granted for more than a type of the Admin API.
  const elsewhere = ['write_app_proxy', 'read_all_orders'];
  const known = new Set([
    ...schema.offline_scopes.items.flatMap((item) => item.offlineScopes ?? []),
    ...elsewhere,
  ]);
  const { scopes, optional_scopes } = app.access_scopes;
  const asked = [...scopes.split(','), ...optional_scopes];
  expect(asked.filter((scope) => !known.has(scope))).toEqual([]);
  expect(new Set(asked).size).toBe(asked.length);
});

test('names and paths keep to the limits of Shopify', () => {
  expect(app.name.length).toBeLessThanOrEqual(30);
  expect(['apps', 'a', 'community', 'tools']).toContain(app.app_proxy.prefix);
  expect(app.app_proxy.subpath).toMatch(/^[A-Za-z0-9_-]{1,30}$/);
  for (const { uri } of app.webhooks.subscriptions) expect(uri).toBe('/webhooks');
});

test('metafields have types that Shopify has', () => {
  for (const { type } of Object.values(app.customer.metafields.app)) {
    expect(['number_integer', 'single_line_text_field', 'json', 'boolean', 'date_time']).toContain(
      type,
    );
  }
});

test('every extension is of a type that Shopify has, with a handle of its own', () => {
  const types = ['ui_extension', 'theme', 'flow_trigger', 'flow_action'];
  const each = extensions.flatMap(({ file, toml }) =>
    (toml.extensions ?? [{ type: toml.type!, handle: file }]).map((one) => ({ file, ...one })),
  );
  expect(each.length).toBeGreaterThan(2);
  for (const { file, type } of each) expect(types, file).toContain(type);
  const handles = each.map(({ handle }) => handle);
  expect(new Set(handles).size).toBe(handles.length);
  for (const handle of handles) expect(handle.length).toBeLessThanOrEqual(50);
});

test('every target of an extension names a file that is there', () => {
  for (const { file, toml } of extensions) {
    for (const { module } of (toml.extensions ?? []).flatMap((one) => one.targeting ?? [])) {
      expect(existsSync(path.join(root, path.dirname(file), module)), `${file} ${module}`).toBe(
        true,
      );
    }
  }
});
