// Redeem codes in bulk: imported after the mutation has answered, deleted by id or search.
import type { CodeImport } from '../../store/discounts.ts';
import type { Store } from '../../store/store.ts';
import { announce, newEvent } from '../../webhooks/announce.ts';
import { userError } from '../errors.ts';
import { gid, parseGid } from '../gid.ts';
import type { Resolver, Resolvers } from '../resolver.ts';

const bulkAdd: Resolver = (
  _,
  { discountId, codes }: { discountId: string; codes: { code: string }[] },
  { store, afterwards },
) => {
  const refused = (message: string, code: string, field = ['codes']) => ({
    bulkCreation: null,
    userErrors: [userError(field, message, code)],
  });
  const discount = store.discounts.get(parseGid(discountId).id);
  if (!discount) return refused('Code discount does not exist.', 'INVALID', ['discountId']);
  if (codes.length === 0) return refused("Codes can't be blank", 'BLANK');
  const made = store.codeImports.put({
    id: store.nextId('other'),
    discountId: discount.id,
    createdAt: store.now(),
    isDone: false,
    codes: codes.map(({ code }) => ({ code, redeemCodeId: null, errors: [] })),
  });
  afterwards.push(() => importCodes(store, made.id));
  return { bulkCreation: made, userErrors: [] };
};

/** Works one import off. Codes that are taken or blank fail one by one, the others are made. */
export function importCodes(store: Store, importId: number): void {
  store.write(() => {
    const made = store.codeImports.get(importId);
    if (!made || made.isDone) return;
    const event = newEvent();
    for (const entry of made.codes) importCode(store, made, entry, event);
    store.codeImports.put({ ...made, isDone: true });
  });
}

function importCode(
  store: Store,
  made: CodeImport,
  entry: CodeImport['codes'][number],
  event: string,
): void {
  const code = entry.code.trim();
  if (code === '') {
    entry.errors.push({ code: 'BLANK', message: "Code can't be blank" });
    return;
  }
  if (code.length > 255) {
    entry.errors.push({
      code: 'TOO_LONG',
      message: 'Code is too long (maximum is 255 characters)',
    });
    return;
  }
  if (store.discounts.codeByText(code)) {
    entry.errors.push({
      code: 'TAKEN',
      message: 'Code must be unique. Please try a different code.',
    });
    return;
  }
  const id = store.nextId('redeemCode');
  store.discounts.addCode(id, made.discountId, code);
  entry.redeemCodeId = id;
  announce(store, event, 'discounts/redeemcode_added', {
    admin_graphql_api_id: gid('DiscountCodeNode', made.discountId),
    redeem_code: { id: gid('DiscountRedeemCode', id), code },
    updated_at: store.now(),
  });
}

/** Imports that a killed process left behind. */
export function finishImports(store: Store): void {
  for (const made of store.codeImports.where('done = 0')) importCodes(store, made.id);
}

const bulkDelete: Resolver = (
  _,
  args: { discountId: string; ids?: string[]; search?: string },
  { store },
) => {
  const discountId = parseGid(args.discountId).id;
  if (!store.discounts.get(discountId))
    return {
      job: null,
      userErrors: [userError(['discountId'], 'Code discount does not exist.', 'INVALID')],
    };
  if (!args.ids?.length && !args.search)
    return {
      job: null,
      userErrors: [
        userError(
          null,
          "Missing expected argument key: 'ids', 'search' or 'saved_search_id'.",
          'MISSING_ARGUMENT',
        ),
      ],
    };
  const chosen = args.ids
    ? args.ids.flatMap((id) => store.discounts.codeById(parseGid(id).id) ?? [])
    : args
        .search!.split(/[\s,]+|OR/)
        .filter(Boolean)
        .flatMap((word) => store.discounts.codeByText(word.replace(/^code:/, '')) ?? []);
  const event = newEvent();
  for (const code of chosen) {
    if (code.discountId !== discountId) continue;
    store.discounts.deleteCode(code.id);
    announce(store, event, 'discounts/redeemcode_removed', {
      admin_graphql_api_id: gid('DiscountCodeNode', discountId),
      redeem_code: { id: gid('DiscountRedeemCode', code.id), code: code.code },
      updated_at: store.now(),
    });
  }
  const job = store.jobs.put({ id: store.nextId('other'), kind: 'redeem-codes', isDone: true });
  return { job, userErrors: [] };
};

export const redeemCodeMutations: Resolvers[string] = {
  discountRedeemCodeBulkAdd: bulkAdd,
  discountCodeRedeemCodeBulkDelete: bulkDelete,
};
