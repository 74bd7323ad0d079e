// metafieldsSet (with compare-and-set), metafieldsDelete, and definitions.
import { fullNamespace, type Metafield } from '../../store/metafields.ts';
import type { Store } from '../../store/store.ts';
import { type UserError, userError } from '../errors.ts';
import { parseGid } from '../gid.ts';
import type { Resolver, Resolvers } from '../resolver.ts';
import { compareDigest, ownerTypes } from '../types/metafield.ts';

const maximumFields = 25;

interface SetInput {
  ownerId: string;
  namespace?: string | null;
  key: string;
  type?: string | null;
  value: string;
  compareDigest?: string | null;
}

const ownerNames = new Map(Object.entries(ownerTypes).map(([owner, type]) => [type, owner]));
ownerNames.set('DiscountCodeNode', 'DISCOUNT');

function ownerExists(store: Store, ownerType: string, id: number): boolean {
  const tables: Record<string, { get(id: number): unknown }> = {
    CUSTOMER: store.customers,
    ORDER: store.orders,
    PRODUCT: store.products,
    COLLECTION: store.collections,
    DISCOUNT: store.discounts,
  };
  if (ownerType === 'PRODUCTVARIANT') return store.products.variant(id) !== undefined;
  const table = tables[ownerType];
  return table ? table.get(id) !== undefined : true;
}

const integer = /^-?\d+$/;
const number = /^-?\d+(\.\d+)?$/;

/** The complaint about a value that does not fit its type, or null. */
function valueProblem(type: string, value: string): string | null {
  if (type === 'number_integer' && !integer.test(value)) return 'Value must be an integer.';
  if (type === 'number_decimal' && !number.test(value)) return 'Value must be a decimal.';
  if (type === 'boolean' && value !== 'true' && value !== 'false')
    return 'Value must be true or false.';
  if (type === 'date_time' && Number.isNaN(Date.parse(value)))
    return 'Value must be in “YYYY-MM-DDTHH:MM:SS” format.';
  if (type === 'single_line_text_field' && value.includes('\n'))
    return 'Value must be a single line text string.';
  if (type === 'json' || type.startsWith('list.')) {
    try {
      JSON.parse(value);
    } catch {
      return 'Value is invalid JSON.';
    }
  }
  return null;
}

/** Checks one entry and returns what is to be written, or the error. */
function plan(store: Store, input: SetInput, index: number): Metafield | UserError {
  const fail = (field: string, message: string, code: string): UserError => ({
    ...userError(['metafields', String(index), field], message, code),
    elementIndex: index,
  });
  const { type: gidType, id: ownerId } = parseGid(input.ownerId);
  const ownerType = ownerNames.get(gidType);
  if (!ownerType || !ownerExists(store, ownerType, ownerId))
    return fail('ownerId', 'Owner does not exist.', 'INVALID');
  const namespace = fullNamespace(input.namespace);
  const { key, value } = input;
  if (key.length < 2 || key.length > 64)
    return fail('key', 'Key is too short (minimum is 2 characters)', 'TOO_SHORT');
  const before = store.metafields.get(ownerType, ownerId, namespace, key);
  const definition = store.metafieldDefinitions.first(
    'owner_type = ? AND namespace = ? AND key = ?',
    ownerType,
    namespace,
    key,
  );
  const type = definition?.type ?? input.type ?? before?.type;
  if (!type) return fail('type', "Type can't be blank", 'BLANK');
  if (definition && input.type && input.type !== definition.type)
    return fail(
      'type',
      `Type must be consistent with the definition's type: '${definition.type}'.`,
      'INVALID_TYPE',
    );
  if (value === '') return fail('value', "Value can't be blank.", 'BLANK');
  const problem = valueProblem(type, value);
  if (problem) return fail('value', problem, 'INVALID_VALUE');
  if (input.compareDigest !== undefined) {
    const present = before ? compareDigest(before.value) : null;
    if (present !== input.compareDigest)
      return fail(
        'compareDigest',
        'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.',
        'STALE_OBJECT',
      );
  }
  const at = store.now();
  return {
    id: before?.id ?? store.nextId('metafield'),
    ownerType,
    ownerId,
    namespace,
    key,
    type,
    value,
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
  };
}

const set: Resolver = (_, { metafields }: { metafields: SetInput[] }, { store }) => {
  if (metafields.length > maximumFields)
    return {
      metafields: null,
      userErrors: [
        userError(
          ['metafields'],
          'Exceeded the maximum metafields input limit of 25.',
          'LESS_THAN_OR_EQUAL_TO',
        ),
      ],
    };
  // All or nothing: the first error stops the whole call.
  const planned = metafields.map((input, index) => plan(store, input, index));
  const errors = planned.filter((entry): entry is UserError => 'message' in entry);
  if (errors.length > 0) return { metafields: null, userErrors: errors };
  const fields = planned as Metafield[];
  for (const field of fields) {
    store.metafields.put(field);
    touchOwner(store, field);
  }
  return { metafields: fields, userErrors: [] };
};

/** A metafield of a customer or order changes when its owner was last updated. */
function touchOwner(store: Store, field: Metafield): void {
  if (field.ownerType === 'CUSTOMER') {
    const customer = store.customers.get(field.ownerId);
    if (customer) store.customers.put({ ...customer, updatedAt: store.now() });
  }
}

const remove: Resolver = (
  _,
  { metafields }: { metafields: { ownerId: string; namespace: string; key: string }[] },
  { store },
) => ({
  deletedMetafields: metafields.map(({ ownerId, namespace, key }) => {
    const { type, id } = parseGid(ownerId);
    const field = store.metafields.get(ownerNames.get(type) ?? '', id, namespace, key);
    if (!field) return null;
    store.metafields.delete(field);
    return { ownerId, namespace: field.namespace, key };
  }),
  userErrors: [],
});

interface DefinitionInput {
  namespace?: string | null;
  key: string;
  name: string;
  description?: string | null;
  type: string;
  ownerType: string;
  access?: { admin?: string; storefront?: string; customerAccount?: string } | null;
  capabilities?: { adminFilterable?: { enabled: boolean } | null } | null;
}

const define: Resolver = (_, { definition }: { definition: DefinitionInput }, { store }) => {
  const namespace = fullNamespace(definition.namespace);
  const refused = (field: string, message: string, code: string) => ({
    createdDefinition: null,
    userErrors: [userError(['definition', field], message, code)],
  });
  const existing = store.metafieldDefinitions.first(
    'owner_type = ? AND namespace = ? AND key = ?',
    definition.ownerType,
    namespace,
    definition.key,
  );
  if (existing)
    return refused(
      'key',
      `Key is in use for ${ownerTypes[definition.ownerType] ?? 'owner'} metafields on the '${namespace}' namespace.`,
      'TAKEN',
    );
  if (!definition.name.trim()) return refused('name', "Name can't be blank", 'BLANK');
  const made = store.metafieldDefinitions.put({
    id: store.nextId('other'),
    ownerType: definition.ownerType,
    namespace,
    key: definition.key,
    name: definition.name,
    description: definition.description ?? null,
    type: definition.type,
    access: {
      admin: definition.access?.admin ?? 'PUBLIC_READ_WRITE',
      storefront: definition.access?.storefront ?? 'NONE',
      customerAccount: definition.access?.customerAccount ?? 'NONE',
    },
    isFilterable: definition.capabilities?.adminFilterable?.enabled ?? false,
    source: 'api',
  });
  return { createdDefinition: made, userErrors: [] };
};

export const metafieldMutations: Resolvers[string] = {
  metafieldsSet: set,
  metafieldsDelete: remove,
  metafieldDefinitionCreate: define,
};
