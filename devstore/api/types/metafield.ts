// Metafield, its definition, and the two fields through which every owner shows its metafields.
import { createHash } from 'node:crypto';
import { fullNamespace, type Metafield, type MetafieldDefinition } from '../../store/metafields.ts';
import { arrayConnection, type PageArguments } from '../connection.ts';
import { gid } from '../gid.ts';
import { type ApiContext, asType, type Resolver, type Resolvers } from '../resolver.ts';

/** GraphQL types by the owner's name in MetafieldOwnerType. */
export const ownerTypes: Record<string, string> = {
  CUSTOMER: 'Customer',
  ORDER: 'Order',
  PRODUCT: 'Product',
  PRODUCTVARIANT: 'ProductVariant',
  COLLECTION: 'Collection',
  SHOP: 'Shop',
  DISCOUNT: 'DiscountNode',
  API_PERMISSION: 'AppInstallation',
};

/** The state of a metafield that a compare-and-set is compared with. */
export function compareDigest(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/**
 * `metafield` and `metafields` of an owner whose source has a numeric id (or is found by `idOf`).
 */
export function metafieldFields(
  ownerType: string,
  idOf: (source: never) => number = (source: { id: number }) => source.id,
): Record<string, Resolver> {
  return {
    metafield: (source, args: { namespace?: string; key: string }, { store }: ApiContext) => {
      const [namespace, key] = args.namespace ? [args.namespace, args.key] : splitKey(args.key);
      return store.metafields.get(ownerType, idOf(source as never), namespace, key) ?? null;
    },
    metafields: (
      source,
      args: PageArguments & { namespace?: string; keys?: string[] },
      context: ApiContext,
    ) => {
      const namespace = args.namespace && fullNamespace(args.namespace);
      const fields = context.store.metafields
        .of(ownerType, idOf(source as never))
        .filter((field) => !namespace || field.namespace === namespace)
        .filter(
          (field) => !args.keys || args.keys.some((key) => matchesKey(field, key, namespace)),
        );
      return arrayConnection(fields, args, context);
    },
  };
}

function matchesKey(field: Metafield, wanted: string, namespace: string | undefined): boolean {
  if (namespace && !wanted.includes('.')) return field.key === wanted;
  const [inNamespace, key] = splitKey(wanted);
  return field.key === key && field.namespace === fullNamespace(inNamespace);
}

/** `namespace.key`; a key alone belongs to the app. */
function splitKey(text: string): [string, string] {
  const dot = text.lastIndexOf('.');
  return dot < 0 ? ['$app', text] : [text.slice(0, dot), text.slice(dot + 1)];
}

export const metafieldTypes: Resolvers = {
  Metafield: {
    id: (field: Metafield) => gid('Metafield', field.id),
    legacyResourceId: (field: Metafield) => String(field.id),
    compareDigest: (field: Metafield) => compareDigest(field.value),
    jsonValue: (field: Metafield) => jsonValue(field),
    sizeInBytes: (field: Metafield) => Buffer.byteLength(field.value),
    owner: (field: Metafield, _, { store }) => {
      const type = ownerTypes[field.ownerType]!;
      const source =
        field.ownerType === 'CUSTOMER'
          ? store.customers.get(field.ownerId)
          : field.ownerType === 'ORDER'
            ? store.orders.get(field.ownerId)
            : field.ownerType === 'PRODUCT'
              ? store.products.get(field.ownerId)
              : { ...store.shop() };
      return source ? asType(type, source) : null;
    },
    definition: (field: Metafield, _, { store }) =>
      store.metafieldDefinitions.first(
        'owner_type = ? AND namespace = ? AND key = ?',
        field.ownerType,
        field.namespace,
        field.key,
      ) ?? null,
    reference: () => null,
  },
  MetafieldDefinition: {
    id: (definition: MetafieldDefinition) => gid('MetafieldDefinition', definition.id),
    type: (definition: MetafieldDefinition) => ({
      name: definition.type,
      category: definition.type.startsWith('number') ? 'NUMBER' : 'TEXT',
      supportsDefinitionMigrations: false,
      supportedValidations: [],
    }),
    access: (definition: MetafieldDefinition) => definition.access,
    pinnedPosition: () => null,
    validations: () => [],
    metafieldsCount: (definition: MetafieldDefinition, _, { store }) =>
      store.database.get<{ n: number }>(
        'SELECT count(*) AS n FROM metafields WHERE owner_type = ? AND namespace = ? AND key = ?',
        definition.ownerType,
        definition.namespace,
        definition.key,
      )!.n,
  },
};

function jsonValue(field: Metafield): unknown {
  if (/^(json|number_integer|boolean|list\.)/.test(field.type)) return JSON.parse(field.value);
  return field.value;
}
