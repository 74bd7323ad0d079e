// Customers: create, update, delete, merge, consent, tags, segments.

import { updateOrder } from '../../shop/change-order.ts';
import { SegmentSyntaxError, segmentCondition } from '../../shop/match-segment.ts';
import { mergeCustomers } from '../../shop/merge-customers.ts';
import {
  type CustomerRefusal,
  createCustomer,
  deleteCustomer,
  type NewCustomer,
  setConsent,
  updateCustomer,
} from '../../shop/person.ts';
import type { Consent } from '../../store/customers.ts';
import type { Store } from '../../store/store.ts';
import { type UserError, userError } from '../errors.ts';
import { gid, parseGid } from '../gid.ts';
import { findNode } from '../queries/node.ts';
import { type ApiContext, asType, type Resolver, type Resolvers } from '../resolver.ts';

const refusals: Record<CustomerRefusal, UserError> = {
  'email-invalid': userError(['email'], 'Email is invalid', 'INVALID'),
  'email-taken': userError(['email'], 'Email has already been taken', 'TAKEN'),
  'phone-taken': userError(['phone'], 'Phone has already been taken', 'TAKEN'),
  'nothing-given': userError(
    null,
    'A name, phone number, or email address must be present',
    'INVALID',
  ),
};

interface CustomerInput
  extends Pick<NewCustomer, 'email' | 'firstName' | 'lastName' | 'note' | 'phone' | 'tags'> {
  id?: string;
  locale?: string;
}

const create: Resolver = (_, { input }: { input: CustomerInput }, { store }) => {
  const made = createCustomer(store, input);
  return made.ok
    ? { customer: made.customer, userErrors: [] }
    : { customer: null, userErrors: [refusals[made.reason]] };
};

const update: Resolver = (_, { input }: { input: CustomerInput }, { store }) => {
  const { id, ...change } = input;
  const number = id ? parseGid(id).id : 0;
  const taken = change.email ? store.customers.byEmail(change.email) : undefined;
  if (taken && taken.id !== number)
    return { customer: null, userErrors: [refusals['email-taken']] };
  const customer = updateCustomer(store, number, change);
  return customer
    ? { customer, userErrors: [] }
    : { customer: null, userErrors: [userError(['id'], 'Customer does not exist', 'INVALID')] };
};

const remove: Resolver = (_, { input }: { input: { id: string } }, { store }) => {
  const result = deleteCustomer(store, parseGid(input.id).id);
  const shop = { ...store.shop() };
  if (result === 'deleted') return { deletedCustomerId: input.id, shop, userErrors: [] };
  const message =
    result === 'not-found'
      ? "Customer can't be found"
      : 'Customer can’t be deleted because they have associated orders';
  return { deletedCustomerId: null, shop, userErrors: [userError(['id'], message)] };
};

const merge: Resolver = (
  _,
  { customerOneId, customerTwoId }: { customerOneId: string; customerTwoId: string },
  { store },
) => {
  // Without override fields Shopify keeps the second one's identity.
  const merged = mergeCustomers(store, parseGid(customerOneId).id, parseGid(customerTwoId).id);
  if (!merged)
    return {
      job: null,
      resultingCustomerId: null,
      userErrors: [userError(['customerOneId'], 'Customer does not exist', 'INVALID_CUSTOMER_ID')],
    };
  const job = store.jobs.put({ id: merged.jobId, kind: 'customer-merge', isDone: true });
  return { job, resultingCustomerId: gid('Customer', merged.intoId), userErrors: [] };
};

interface ConsentInput {
  marketingState: Consent['state'];
  marketingOptInLevel?: Consent['optInLevel'];
  consentUpdatedAt?: string | null;
}

function consent(channel: 'email' | 'sms'): Resolver {
  const name = channel === 'email' ? 'emailMarketingConsent' : 'smsMarketingConsent';
  return (
    _,
    { input }: { input: { customerId: string } & Record<string, ConsentInput | string> },
    { store },
  ) => {
    const given = input[name] as ConsentInput;
    const customer = store.customers.get(parseGid(input.customerId).id);
    const refused = (field: string[], message: string, code: string) => ({
      customer: null,
      userErrors: [userError(field, message, code)],
    });
    if (!customer) return refused(['input', 'customerId'], 'Customer not found', 'INVALID');
    if (channel === 'email' && !customer.email)
      return refused(
        ['input', 'emailMarketingConsent'],
        'An email address is required to set the email marketing consent state.',
        'INVALID',
      );
    if (channel === 'sms' && !customer.phone)
      return refused(
        ['input', 'smsMarketingConsent'],
        'A phone number is required to set the SMS consent state.',
        'INCLUSION',
      );
    if (['NOT_SUBSCRIBED', 'REDACTED', 'INVALID'].includes(given.marketingState))
      return refused(
        ['input', name, 'marketingState'],
        `Cannot specify ${given.marketingState} as a marketing state input`,
        'INVALID',
      );
    const at = given.consentUpdatedAt ?? store.now();
    if (Date.parse(at) > store.clock.ms() + 1000)
      return refused(
        ['input', name, 'consentUpdatedAt'],
        'Consent updated at must be in the past',
        'INVALID',
      );
    return {
      customer: setConsent(store, customer.id, channel, {
        state: given.marketingState,
        optInLevel: given.marketingOptInLevel ?? 'SINGLE_OPT_IN',
        updatedAt: at,
      }),
      userErrors: [],
    };
  };
}

/** Adds or removes tags; Shopify compares them without regard to case. */
function tags(isAdding: boolean): Resolver {
  return (_, args: { id: string; tags: string[] | string }, context: ApiContext) => {
    const { type, id } = parseGid(args.id);
    const given = [args.tags]
      .flat()
      .flatMap((tag) => tag.split(','))
      .map((tag) => tag.trim());
    const change = (before: string[]): string[] => {
      const folded = given.map((tag) => tag.toLowerCase());
      const rest = before.filter((tag) => !folded.includes(tag.toLowerCase()));
      const known = before.map((tag) => tag.toLowerCase());
      return isAdding
        ? [...before, ...given.filter((tag) => tag && !known.includes(tag.toLowerCase()))]
        : rest;
    };
    if (!changeTags(context.store, type, id, change))
      return { node: null, userErrors: [userError(['id'], `${type} does not exist`)] };
    return { node: findNode(args.id, context), userErrors: [] };
  };
}

function changeTags(
  store: Store,
  type: string,
  id: number,
  change: (before: string[]) => string[],
): boolean {
  if (type === 'Customer') {
    const customer = store.customers.get(id);
    return Boolean(customer && updateCustomer(store, id, { tags: change(customer.tags) }));
  }
  if (type === 'Order') {
    const order = store.orders.get(id);
    return Boolean(order && updateOrder(store, id, { tags: change(order.tags) }));
  }
  if (type === 'Product') {
    const product = store.products.get(id);
    if (!product) return false;
    store.products.put({ ...product, tags: change(product.tags), updatedAt: store.now() });
    return true;
  }
  if (type === 'DiscountNode' || type === 'DiscountCodeNode') {
    const discount = store.discounts.get(id);
    if (!discount) return false;
    store.discounts.put({ ...discount, tags: change(discount.tags), updatedAt: store.now() });
    return true;
  }
  return false;
}

function checkSegment(store: Store, name: string | undefined, query: string): UserError[] {
  const errors: UserError[] = [];
  if (name !== undefined && !name.trim()) errors.push(userError(['name'], "Name can't be blank"));
  try {
    segmentCondition(store, query);
  } catch (error) {
    if (!(error instanceof SegmentSyntaxError)) throw error;
    errors.push(userError(['query'], `Query ${error.message}`));
  }
  return errors;
}

const segmentCreate: Resolver = (
  _,
  { name, query }: { name: string; query: string },
  { store },
) => {
  const errors = checkSegment(store, name, query);
  if (store.segments.first('name = ?', name))
    errors.push(userError(['name'], 'Name has already been taken'));
  if (errors.length > 0) return { segment: null, userErrors: errors };
  const at = store.now();
  const segment = { id: store.nextId('other'), name, query, createdAt: at, updatedAt: at };
  return { segment: asType('Segment', store.segments.put(segment)), userErrors: [] };
};

const segmentUpdate: Resolver = (
  _,
  args: { id: string; name?: string; query?: string },
  { store },
) => {
  const segment = store.segments.get(parseGid(args.id).id);
  if (!segment) return { segment: null, userErrors: [userError(['id'], 'Segment does not exist')] };
  const query = args.query ?? segment.query;
  const errors = checkSegment(store, args.name, query);
  if (errors.length > 0) return { segment: null, userErrors: errors };
  const next = { ...segment, name: args.name ?? segment.name, query, updatedAt: store.now() };
  return { segment: store.segments.put(next), userErrors: [] };
};

const segmentDelete: Resolver = (_, { id }: { id: string }, { store }) =>
  store.segments.delete(parseGid(id).id)
    ? { deletedSegmentId: id, userErrors: [] }
    : { deletedSegmentId: null, userErrors: [userError(['id'], 'Segment does not exist')] };

export const customerMutations: Resolvers[string] = {
  customerCreate: create,
  customerUpdate: update,
  customerDelete: remove,
  customerMerge: merge,
  customerEmailMarketingConsentUpdate: consent('email'),
  customerSmsMarketingConsentUpdate: consent('sms'),
  tagsAdd: tags(true),
  tagsRemove: tags(false),
  segmentCreate,
  segmentUpdate,
  segmentDelete,
};
