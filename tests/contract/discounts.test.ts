// Discount codes: what is accepted, what is refused and with which words, and codes in bulk.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ContractStore,
  eventually,
  makeCustomer,
  openContractStore,
  unique,
} from './store.ts';

let store: ContractStore;
beforeAll(async () => {
  store = await openContractStore();
});
afterAll(() => store.close());

const basic = (extra: object = {}) => ({
  title: 'Contract',
  code: unique('CT'),
  startsAt: '2026-01-01T00:00:00Z',
  context: { all: 'ALL' },
  customerGets: { value: { percentage: 0.1 }, items: { all: true } },
  ...extra,
});

const createDocument = `mutation ($d: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $d) {
    codeDiscountNode {
      id
      codeDiscount {
        ... on DiscountCodeBasic {
          title
          status
          usageLimit
          appliesOncePerCustomer
          endsAt
          combinesWith {
            orderDiscounts
            productDiscounts
            shippingDiscounts
          }
          codes(first: 2) {
            nodes {
              id
              code
              asyncUsageCount
            }
          }
          context {
            ... on DiscountCustomers {
              customers {
                id
              }
            }
            ... on DiscountBuyerSelectionAll {
              all
            }
          }
          customerGets {
            value {
              ... on DiscountPercentage {
                percentage
              }
              ... on DiscountAmount {
                amount {
                  amount
                }
                appliesOnEachItem
              }
            }
          }
          minimumRequirement {
            ... on DiscountMinimumSubtotal {
              greaterThanOrEqualToSubtotal {
                amount
              }
            }
          }
        }
      }
    }
    userErrors {
      field
      code
      message
    }
  }
}`;

const create = async (input: object) =>
  (await store.gql(createDocument, { d: input })).data.discountCodeBasicCreate;

const createId = async (extra: object = {}): Promise<string> =>
  (await create(basic(extra))).codeDiscountNode.id;

describe('creating', () => {
  test('a discount shows what was said, and combines with nothing unless told', async () => {
    const customer = await makeCustomer(store);
    const { codeDiscountNode, userErrors } = await create(
      basic({
        usageLimit: 1,
        appliesOncePerCustomer: true,
        context: { customers: { add: [customer] } },
        customerGets: {
          value: { discountAmount: { amount: '5.00', appliesOnEachItem: false } },
          items: { all: true },
        },
        minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '20.00' } },
      }),
    );
    expect(userErrors).toEqual([]);
    expect(codeDiscountNode.id).toMatch(/^gid:\/\/shopify\/DiscountCodeNode\/\d+$/);
    expect(codeDiscountNode.codeDiscount).toMatchObject({
      status: 'ACTIVE',
      usageLimit: 1,
      appliesOncePerCustomer: true,
      combinesWith: { orderDiscounts: false, productDiscounts: false, shippingDiscounts: false },
      context: { customers: [{ id: customer }] },
      customerGets: { value: { amount: { amount: '5.0' }, appliesOnEachItem: false } },
      minimumRequirement: { greaterThanOrEqualToSubtotal: { amount: '20.0' } },
    });
  });

  test.for([
    ['a blank title', { title: '' }, ['basicCodeDiscount', 'title'], 'BLANK'],
    [
      'an end before the start',
      { startsAt: '2026-02-01T00:00:00Z', endsAt: '2026-01-01T00:00:00Z' },
      ['basicCodeDiscount', 'endsAt'],
      'END_DATE_BEFORE_START_DATE',
    ],
    [
      'a percentage above 1',
      { customerGets: { value: { percentage: 10 }, items: { all: true } } },
      ['basicCodeDiscount', 'customerGets', 'value', 'percentage'],
      'VALUE_OUTSIDE_RANGE',
    ],
  ] as const)('refuses %s', async ([, extra, field, code]) => {
    const { codeDiscountNode, userErrors } = await create(basic(extra));
    expect(codeDiscountNode).toBeNull();
    expect(userErrors).toEqual([expect.objectContaining({ field, code })]);
  });

  test('a code that is taken is refused whatever its case', async () => {
    const code = unique('TAKEN');
    await create(basic({ code }));
    const { userErrors } = await create(basic({ code: code.toLowerCase() }));
    expect(userErrors).toEqual([
      {
        field: ['basicCodeDiscount', 'code'],
        code: 'TAKEN',
        message: 'Code must be unique. Please try a different code.',
      },
    ]);
  });
});

describe('finding and ending', () => {
  test('a code is found in any case, and not at all once it is deleted', async () => {
    const code = unique('Find');
    const { codeDiscountNode } = await create(basic({ code }));
    const find = 'query ($code: String!) { codeDiscountNodeByCode(code: $code) { id } }';
    const found = await store.gql(find, { code: code.toUpperCase() });
    expect(found.data.codeDiscountNodeByCode).toEqual({ id: codeDiscountNode.id });
    const gone = await store.gql(
      `mutation ($id: ID!) {
        discountCodeDelete(id: $id) {
          deletedCodeDiscountId
          userErrors {
            code
          }
        }
      }`,
      { id: codeDiscountNode.id },
    );
    expect(gone.data.discountCodeDelete.deletedCodeDiscountId).toBe(codeDiscountNode.id);
    expect((await store.gql(find, { code })).data.codeDiscountNodeByCode).toBeNull();
  });

  test('deactivating ends a discount now, activating opens it again', async () => {
    const id = await createId();
    const change = async (name: string) =>
      (
        await store.gql(
          `mutation ($id: ID!) {
            ${name}(id: $id) {
              codeDiscountNode {
                codeDiscount {
                  ... on DiscountCodeBasic {
                    status
                  }
                }
              }
              userErrors {
                code
              }
            }
          }`,
          { id },
        )
      ).data[name].codeDiscountNode.codeDiscount.status;
    expect(await change('discountCodeDeactivate')).toBe('EXPIRED');
    expect(await change('discountCodeActivate')).toBe('ACTIVE');
  });
});

describe('codes in bulk', () => {
  const addRaw = (discountId: string, codes: string[]) =>
    store.gql(
      `mutation ($discountId: ID!, $codes: [DiscountRedeemCodeInput!]!) {
        discountRedeemCodeBulkAdd(discountId: $discountId, codes: $codes) {
          bulkCreation {
            id
            done
            codesCount
          }
          userErrors {
            field
            code
            message
          }
        }
      }`,
      { discountId, codes: codes.map((code) => ({ code })) },
    );

  const add = async (discountId: string, codes: string[]) =>
    (await addRaw(discountId, codes)).data.discountRedeemCodeBulkAdd;

  const finished = (id: string) =>
    eventually(async () => {
      const { data } = await store.gql(
        `query ($id: ID!) {
          discountRedeemCodeBulkCreation(id: $id) {
            done
            codesCount
            importedCount
            failedCount
            codes(first: 250) {
              nodes {
                code
                discountRedeemCode {
                  id
                }
                errors {
                  code
                  message
                }
              }
            }
          }
        }`,
        { id },
      );
      const made = data.discountRedeemCodeBulkCreation;
      return made.done && made;
    });

  test('are made after the answer, and one that is taken fails alone', async () => {
    const taken = unique('TK');
    await create(basic({ code: taken }));
    const fresh = unique('FR');
    const { bulkCreation, userErrors } = await add(await createId(), [fresh, taken]);
    expect(userErrors).toEqual([]);
    expect(bulkCreation).toMatchObject({ done: false, codesCount: 2 });
    const made = await finished(bulkCreation.id);
    expect(made).toMatchObject({ codesCount: 2, importedCount: 1, failedCount: 1 });
    const byCode = new Map(
      made.codes.nodes.map((node: { code: string }) => [node.code, node] as const),
    );
    expect(byCode.get(fresh)).toMatchObject({
      discountRedeemCode: { id: expect.stringMatching(/DiscountRedeemCode/) },
      errors: [],
    });
    expect(byCode.get(taken)).toMatchObject({
      discountRedeemCode: null,
      errors: [{ code: 'TAKEN', message: 'Code must be unique. Please try a different code.' }],
    });
  });

  test('come at most 250 at a time', async () => {
    const codes = Array.from({ length: 251 }, (_, index) => `${unique('M')}${index}`);
    const { errors } = await addRaw(await createId(), codes);
    expect(errors).toMatchObject([
      {
        message: 'The input array size of 251 is greater than the maximum allowed of 250.',
        extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
      },
    ]);
  });

  test('can be deleted one by one', async () => {
    const discountId = await createId();
    const code = unique('DEL');
    const { bulkCreation } = await add(discountId, [code]);
    const made = await finished(bulkCreation.id);
    const { data } = await store.gql(
      `mutation ($discountId: ID!, $ids: [ID!]!) {
        discountCodeRedeemCodeBulkDelete(discountId: $discountId, ids: $ids) {
          job {
            id
          }
          userErrors {
            message
          }
        }
      }`,
      { discountId, ids: [made.codes.nodes[0].discountRedeemCode.id] },
    );
    expect(data.discountCodeRedeemCodeBulkDelete.userErrors).toEqual([]);
    await eventually(async () => {
      const found = await store.gql(
        'query ($code: String!) { codeDiscountNodeByCode(code: $code) { id } }',
        { code },
      );
      return found.data.codeDiscountNodeByCode === null;
    });
  });
});
