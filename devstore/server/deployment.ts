// What `shopify app deploy` would send: the app's toml and its extensions' tomls, read from the
// repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, type TomlTable } from 'smol-toml';
import { fullNamespace } from '../store/metafields.ts';
import type { Store } from '../store/store.ts';
import type { WebhookSubscription } from '../store/webhooks.ts';

export interface Deployment {
  name: string;
  handle: string;
  applicationUrl: string;
  scopes: string[];
  optionalScopes: string[];
  apiVersion: string;
  subscriptions: {
    topic: string;
    uri: string;
    includeFields: string[];
    filter: string | null;
    name: string | null;
  }[];
  appProxy: { url: string; subpath: string; prefix: string } | null;
  metafields: {
    ownerType: string;
    namespace: string;
    key: string;
    type: string;
    name: string;
    description: string | null;
    access: { admin: string; storefront: string; customerAccount: string };
    isFilterable: boolean;
  }[];
  flowTriggers: string[];
  extensions: { type: string; handle: string; name: string; directory: string }[];
}

/**
 * Reads shopify.app.toml and the extensions beside it. Throws with the file's name where one is
 * wrong.
 */
export function readDeployment(root: string): Deployment {
  const toml = readToml(path.join(root, 'shopify.app.toml'));
  const webhooks = table(toml.webhooks);
  const proxy = toml.app_proxy ? table(toml.app_proxy) : null;
  const extensions = readExtensions(root);
  return {
    name: text(toml.name),
    handle: text(toml.handle) || text(toml.name).toLowerCase(),
    applicationUrl: text(toml.application_url).replace(/\/$/, ''),
    scopes: list(text(table(toml.access_scopes).scopes).split(',')),
    optionalScopes: list(table(toml.access_scopes).optional_scopes),
    apiVersion: text(webhooks.api_version),
    subscriptions: tables(webhooks.subscriptions).flatMap((subscription) =>
      [...list(subscription.topics), ...list(subscription.compliance_topics)].map((topic) => ({
        topic,
        uri: text(subscription.uri),
        includeFields: list(subscription.include_fields),
        filter: text(subscription.filter) || null,
        name: text(subscription.name) || null,
      })),
    ),
    appProxy: proxy && {
      url: text(proxy.url),
      subpath: text(proxy.subpath),
      prefix: text(proxy.prefix),
    },
    metafields: readMetafields(toml),
    flowTriggers: extensions
      .filter(({ type }) => type === 'flow_trigger')
      .map(({ handle }) => handle),
    extensions,
  };
}

function readToml(file: string): TomlTable {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const list = (value: unknown): string[] =>
  Array.isArray(value)
    ? value
        .filter((item): item is string => typeof item === 'string' && item.trim() !== '')
        .map((item) => item.trim())
    : [];

const table = (value: unknown): TomlTable =>
  value && typeof value === 'object' && !Array.isArray(value) ? (value as TomlTable) : {};

const tables = (value: unknown): TomlTable[] => (Array.isArray(value) ? value.map(table) : []);

function readExtensions(root: string): Deployment['extensions'] {
  const directory = path.join(root, 'extensions');
  if (!existsSync(directory)) return [];
  return readdirSync(directory).flatMap((name) => {
    const file = path.join(directory, name, 'shopify.extension.toml');
    if (!existsSync(file)) return [];
    const toml = readToml(file);
    const found = toml.extensions ? tables(toml.extensions) : [toml];
    return found.map((extension) => ({
      type: text(extension.type),
      handle: text(extension.handle) || name,
      name: text(extension.name),
      directory: path.join(directory, name),
    }));
  });
}

const owners = ['customer', 'order', 'product', 'shop', 'collection'];

/** `[customer.metafields.app.points_balance]` and its kind. */
function readMetafields(toml: TomlTable): Deployment['metafields'] {
  return owners.flatMap((owner) => {
    const declared = table(table(table(toml[owner]).metafields).app);
    return Object.entries(declared).map(([key, value]) => {
      const field = table(value);
      const access = table(field.access);
      return {
        ownerType: owner.toUpperCase(),
        namespace: fullNamespace('$app'),
        key,
        type: text(field.type),
        name: text(field.name),
        description: text(field.description) || null,
        access: {
          admin: text(access.admin).toUpperCase() || 'MERCHANT_READ',
          storefront: text(access.storefront).toUpperCase() || 'NONE',
          customerAccount: text(access.customer_account).toUpperCase() || 'NONE',
        },
        isFilterable: table(table(field.capabilities)).admin_filterable !== undefined,
      };
    });
  });
}

/**
 * Puts a deployment into force: its webhook subscriptions and definitions replace those of the last
 * one.
 */
export function deploy(store: Store, deployment: Deployment, apiKey: string): void {
  store.write(() => {
    const before = store.subscriptions.where("source = 'toml'");
    const at = store.now();
    const kept = new Set<number>();
    for (const wanted of deployment.subscriptions) {
      const same = before.find(
        ({ topic, uri, filter }) =>
          topic === wanted.topic && uri === wanted.uri && filter === wanted.filter,
      );
      const subscription: WebhookSubscription = {
        id: same?.id ?? store.nextId('other'),
        source: 'toml',
        metafieldNamespaces: [],
        apiVersion: deployment.apiVersion,
        failuresInARow: same?.failuresInARow ?? 0,
        createdAt: same?.createdAt ?? at,
        updatedAt: at,
        ...wanted,
      };
      store.subscriptions.put(subscription);
      kept.add(subscription.id);
    }
    for (const { id } of before) if (!kept.has(id)) store.subscriptions.delete(id);
    for (const field of deployment.metafields) {
      const same = store.metafieldDefinitions.first(
        'owner_type = ? AND namespace = ? AND key = ?',
        field.ownerType,
        field.namespace,
        field.key,
      );
      store.metafieldDefinitions.put({
        id: same?.id ?? store.nextId('other'),
        source: 'toml',
        ...field,
      });
    }
    store.settings.write('deployment.name', deployment.name);
    store.settings.write('deployment.handle', deployment.handle);
    store.settings.write('deployment.apiKey', apiKey);
    store.settings.write('deployment.flowTriggers', deployment.flowTriggers);
  });
}
