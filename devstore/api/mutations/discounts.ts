// Creating and changing code discounts.
import { type Discount, discountStatus } from '../../store/discounts.ts';
import type { Store } from '../../store/store.ts';
import { announce, newEvent } from '../../webhooks/announce.ts';
import { type UserError, userError } from '../errors.ts';
import { gid, parseGid } from '../gid.ts';
import type { Resolver, Resolvers } from '../resolver.ts';
import {
  applyInput,
  blankDiscount,
  type DiscountInput,
  type DiscountKind,
} from './discount-input.ts';

const notFound = (): UserError => userError(['id'], 'Discount does not exist', 'INVALID');

function checkCode(
  store: Store,
  code: string | null | undefined,
  root: string,
  ownCodeId: number | null,
): UserError[] {
  if (code == null) return [];
  const field = [root, 'code'];
  if (code.trim() === '') return [userError(field, "Code can't be blank", 'BLANK')];
  if (code.length > 255)
    return [userError(field, 'Code is too long (maximum is 255 characters)', 'TOO_LONG')];
  const taken = store.discounts.codeByText(code);
  if (taken && taken.id !== ownCodeId)
    return [userError(field, 'Code must be unique. Please try a different code.', 'TAKEN')];
  return [];
}

const nodeType = (discount: Discount | undefined) =>
  discount?.isAutomatic ? 'DiscountAutomaticNode' : 'DiscountCodeNode';

function announceDiscount(store: Store, topic: string, id: number): void {
  const discount = store.discounts.get(id);
  announce(store, newEvent(), topic, {
    admin_graphql_api_id: gid(nodeType(discount), id),
    ...(discount
      ? {
          title: discount.title,
          status: discountStatus(discount, store.now()),
          created_at: discount.createdAt,
          updated_at: discount.updatedAt,
        }
      : { deleted_at: store.now() }),
  });
}

function create(kind: DiscountKind, root: string): Resolver {
  return (_, args: Record<string, DiscountInput>, { store }) => {
    const input = args[root]!;
    const blank = blankDiscount(store.nextId('discount'), store.now(), kind);
    const { discount, errors } = applyInput(store, blank, input, root);
    if (!input.code) errors.push(userError([root, 'code'], "Code can't be blank", 'BLANK'));
    errors.push(...checkCode(store, input.code, root, null));
    if (errors.length > 0) return { codeDiscountNode: null, userErrors: errors };
    store.discounts.put(discount);
    store.discounts.addCode(store.nextId('redeemCode'), discount.id, input.code!.trim());
    announceDiscount(store, 'discounts/create', discount.id);
    return { codeDiscountNode: discount, userErrors: [] };
  };
}

/** As many automatic discounts can a shop have that have not ended. */
const MOST_AUTOMATIC = 25;

/** Automatic discounts differ in having no code and in the name of what is answered. */
function createAutomatic(kind: DiscountKind, root: string): Resolver {
  return (_, args: Record<string, DiscountInput>, { store }) => {
    const blank = blankDiscount(store.nextId('discount'), store.now(), kind);
    const { discount, errors } = applyInput(store, blank, args[root]!, root);
    const open = store.discounts
      .automatic()
      .filter((one) => discountStatus(one, store.now()) !== 'EXPIRED');
    // The wording is ours; the limit and the code are Shopify's.
    if (open.length >= MOST_AUTOMATIC) {
      const message = `A shop can have ${MOST_AUTOMATIC} automatic discounts at most`;
      errors.push(userError([root], message, 'EXCEEDED_MAX'));
    }
    if (errors.length > 0) return { automaticDiscountNode: null, userErrors: errors };
    store.discounts.put({ ...discount, isAutomatic: true });
    announceDiscount(store, 'discounts/create', discount.id);
    return { automaticDiscountNode: store.discounts.get(discount.id), userErrors: [] };
  };
}

function updateAutomatic(kind: DiscountKind, root: string): Resolver {
  return (_, args: { id: string } & Record<string, DiscountInput | string>, { store }) => {
    const before = store.discounts.get(parseGid(args.id).id);
    if (!before?.isAutomatic || before.benefit.kind !== kind)
      return { automaticDiscountNode: null, userErrors: [notFound()] };
    const { discount, errors } = applyInput(store, before, args[root] as DiscountInput, root);
    if (errors.length > 0) return { automaticDiscountNode: null, userErrors: errors };
    store.discounts.put(discount);
    announceDiscount(store, 'discounts/update', discount.id);
    return { automaticDiscountNode: discount, userErrors: [] };
  };
}

const removeAutomatic: Resolver = (_, { id }: { id: string }, { store }) => {
  const number = parseGid(id).id;
  if (!store.discounts.get(number)?.isAutomatic || !store.discounts.delete(number))
    return { deletedAutomaticDiscountId: null, userErrors: [notFound()] };
  announceDiscount(store, 'discounts/delete', number);
  return { deletedAutomaticDiscountId: id, userErrors: [] };
};

function update(kind: DiscountKind, root: string): Resolver {
  return (_, args: { id: string } & Record<string, DiscountInput | string>, { store }) => {
    const input = args[root] as DiscountInput;
    const before = store.discounts.get(parseGid(args.id).id);
    if (!before || before.benefit.kind !== kind)
      return { codeDiscountNode: null, userErrors: [notFound()] };
    const { discount, errors } = applyInput(store, before, input, root);
    const own = store.discounts.codesOf(before.id, 1)[0] ?? null;
    errors.push(...checkCode(store, input.code, root, own?.id ?? null));
    if (errors.length > 0) return { codeDiscountNode: null, userErrors: errors };
    store.discounts.put(discount);
    if (input.code && own) store.discounts.renameCode(own.id, input.code.trim());
    announceDiscount(store, 'discounts/update', discount.id);
    return { codeDiscountNode: discount, userErrors: [] };
  };
}

/**
 * Activating sets the start to now and takes an end away that is over; deactivating ends it now.
 */
function setActive(isActive: boolean): Resolver {
  return (_, { id }: { id: string }, { store }) => {
    const discount = store.discounts.get(parseGid(id).id);
    if (!discount) return { codeDiscountNode: null, userErrors: [notFound()] };
    const now = store.now();
    const status = discountStatus(discount, now);
    if (isActive && status !== 'ACTIVE') {
      discount.startsAt = now;
      if (discount.endsAt && discount.endsAt <= now) discount.endsAt = null;
    }
    if (!isActive && status !== 'EXPIRED') {
      discount.endsAt = now;
      if (discount.startsAt > now) discount.startsAt = now;
    }
    discount.updatedAt = now;
    store.discounts.put(discount);
    announceDiscount(store, 'discounts/update', discount.id);
    return { codeDiscountNode: discount, userErrors: [] };
  };
}

const remove: Resolver = (_, { id }: { id: string }, { store }) => {
  const number = parseGid(id).id;
  if (!store.discounts.delete(number))
    return { deletedCodeDiscountId: null, userErrors: [notFound()] };
  announceDiscount(store, 'discounts/delete', number);
  return { deletedCodeDiscountId: id, userErrors: [] };
};

/** A bulk change by ids; it is done at once but answers with a job, as Shopify does. */
function bulk(change: (store: Store, id: number) => void): Resolver {
  return (_, { ids, search }: { ids?: string[]; search?: string }, { store }) => {
    if (!ids?.length)
      return {
        job: null,
        userErrors: [
          userError(
            null,
            search
              ? 'devstore works on ids'
              : "Missing expected argument key: 'ids', 'search' or 'saved_search_id'.",
            'MISSING_ARGUMENT',
          ),
        ],
      };
    for (const id of ids) change(store, parseGid(id).id);
    const job = store.jobs.put({ id: store.nextId('other'), kind: 'discounts', isDone: true });
    return { job, userErrors: [] };
  };
}

export const discountMutations: Resolvers[string] = {
  discountCodeBasicCreate: create('basic', 'basicCodeDiscount'),
  discountCodeBasicUpdate: update('basic', 'basicCodeDiscount'),
  discountCodeFreeShippingCreate: create('freeShipping', 'freeShippingCodeDiscount'),
  discountCodeFreeShippingUpdate: update('freeShipping', 'freeShippingCodeDiscount'),
  discountCodeBxgyCreate: create('bxgy', 'bxgyCodeDiscount'),
  discountCodeBxgyUpdate: update('bxgy', 'bxgyCodeDiscount'),
  discountAutomaticBasicCreate: createAutomatic('basic', 'automaticBasicDiscount'),
  discountAutomaticBasicUpdate: updateAutomatic('basic', 'automaticBasicDiscount'),
  discountAutomaticFreeShippingCreate: createAutomatic(
    'freeShipping',
    'freeShippingAutomaticDiscount',
  ),
  discountAutomaticFreeShippingUpdate: updateAutomatic(
    'freeShipping',
    'freeShippingAutomaticDiscount',
  ),
  discountAutomaticDelete: removeAutomatic,
  discountCodeActivate: setActive(true),
  discountCodeDeactivate: setActive(false),
  discountCodeDelete: remove,
  discountCodeBulkDelete: bulk((store, id) => {
    if (store.discounts.delete(id)) announceDiscount(store, 'discounts/delete', id);
  }),
  discountCodeBulkDeactivate: bulk((store, id) => {
    const discount = store.discounts.get(id);
    if (!discount) return;
    store.discounts.put({ ...discount, endsAt: store.now(), updatedAt: store.now() });
    announceDiscount(store, 'discounts/update', id);
  }),
};
