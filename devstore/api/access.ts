// Who may read what: access scopes from the schema's own list, protected customer data from the
// shop's settings.
import { type GraphQLError, type GraphQLOutputType, getNamedType } from 'graphql';
import type { Installation } from '../store/records.ts';
import { accessDenied, notApproved } from './errors.ts';
import type { ApiContext } from './resolver.ts';
import type { Access, AdminSchema } from './schema.ts';

/** Every write scope contains its read scope. */
export function withImplied(scopes: string[]): Set<string> {
  const all = new Set(scopes);
  for (const scope of scopes) {
    if (scope.startsWith('write_')) all.add(scope.replace('write_', 'read_'));
    if (scope === 'write_store_credit_account_transactions')
      all.add('read_store_credit_account_transactions');
  }
  return all;
}

type ProtectedField = keyof Installation['protectedData'];

// Level 2 fields; the customer as such is level 1.
const protectedFields: Record<string, ProtectedField> = {
  'Customer.firstName': 'name',
  'Customer.lastName': 'name',
  'Customer.displayName': 'name',
  'Customer.defaultEmailAddress': 'email',
  'Customer.email': 'email',
  'Customer.defaultPhoneNumber': 'phone',
  'Customer.phone': 'phone',
  'Customer.defaultAddress': 'address',
  'Customer.addresses': 'address',
  'Customer.addressesV2': 'address',
  'CustomerSegmentMember.firstName': 'name',
  'CustomerSegmentMember.lastName': 'name',
  'CustomerSegmentMember.displayName': 'name',
  'CustomerSegmentMember.defaultEmailAddress': 'email',
  'CustomerSegmentMember.defaultPhoneNumber': 'phone',
  'Order.email': 'email',
  'Order.phone': 'phone',
  'Order.shippingAddress': 'address',
  'Order.billingAddress': 'address',
  'Order.displayAddress': 'address',
};

const levelOneTypes = new Set(['Customer', 'Order', 'AbandonedCheckout', 'DraftOrder']);

export type Guard = (context: ApiContext) => GraphQLError | null;

/** The check that a field needs, worked out once; null where there is nothing to check. */
export function guardOf(
  admin: AdminSchema,
  typeName: string,
  fieldName: string,
  returns: GraphQLOutputType,
): Guard | null {
  const guards: Guard[] = [];
  const own = admin.fieldAccess.get(`${typeName}.${fieldName}`);
  if (own) guards.push(scopeGuard(fieldName, own));
  const field = protectedFields[`${typeName}.${fieldName}`];
  if (field)
    guards.push((context) =>
      context.store.installation().protectedData[field]
        ? null
        : notApproved(`use the ${fieldName} field`),
    );
  guards.push(...typeGuards(admin, namedTarget(getNamedType(returns).name), fieldName));
  return guards.length === 0 ? null : all(guards);
}

/** The check that an object found by its id needs: `node` and `nodes` do not tell its type. */
export function nodeGuardOf(admin: AdminSchema, typeName: string, fieldName: string): Guard {
  return all(typeGuards(admin, typeName, fieldName));
}

function typeGuards(admin: AdminSchema, typeName: string, fieldName: string): Guard[] {
  const guards: Guard[] = [];
  const access = admin.typeAccess.get(typeName);
  if (access) guards.push(scopeGuard(fieldName, access));
  if (levelOneTypes.has(typeName))
    guards.push((context) =>
      context.store.installation().protectedData.customer
        ? null
        : notApproved(`access the ${typeName} object`),
    );
  return guards;
}

/** The first refusal counts. */
function all(guards: readonly Guard[]): Guard {
  return (context) => {
    for (const guard of guards) {
      const refusal = guard(context);
      if (refusal) return refusal;
    }
    return null;
  };
}

/** A connection or payload is guarded like the thing it holds. */
function namedTarget(name: string): string {
  return name.replace(/Connection$/, '');
}

function scopeGuard(fieldName: string, access: Access): Guard {
  return (context) =>
    access.scopes.some((scope) => context.scopes.has(scope))
      ? null
      : accessDenied(fieldName, access.requiredAccess);
}
