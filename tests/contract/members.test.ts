// What an app writes about customers: metafields, tags, consent, segments, gift cards and store
// credit.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ContractStore, makeCustomer, openContractStore, unique } from './store.ts';

let store: ContractStore;
let customer: string;
beforeAll(async () => {
  store = await openContractStore();
  customer = await makeCustomer(store);
});
afterAll(() => store.close());

describe('metafields', () => {
  const set = async (metafields: object[]) =>
    (
      await store.gql(
        `mutation ($m: [MetafieldsSetInput!]!) {
          metafieldsSet(metafields: $m) {
            metafields {
              namespace
              key
              value
              compareDigest
            }
            userErrors {
              field
              code
              message
              elementIndex
            }
          }
        }`,
        { m: metafields },
      )
    ).data.metafieldsSet;

  const field = (key: string, value: string, extra: object = {}) => ({
    ownerId: customer,
    namespace: '$app',
    key,
    type: 'number_integer',
    value,
    ...extra,
  });

  test('are compared before they are set: null means that there is none yet', async () => {
    const key = unique('digest').replace('-', '_');
    const first = await set([field(key, '10', { compareDigest: null })]);
    expect(first.userErrors).toEqual([]);
    const again = await set([field(key, '20', { compareDigest: null })]);
    expect(again).toMatchObject({
      metafields: null,
      userErrors: [{ code: 'STALE_OBJECT', elementIndex: 0 }],
    });
    const digest = first.metafields[0].compareDigest;
    const known = await set([field(key, '20', { compareDigest: digest })]);
    expect(known.metafields[0].value).toBe('20');
  });

  test('are written all or not at all', async () => {
    const [good, bad] = [unique('good'), unique('bad')].map((key) => key.replace('-', '_'));
    const { metafields, userErrors } = await set([field(good!, '1'), field(bad!, 'many')]);
    expect(metafields).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INVALID_VALUE', elementIndex: 1 }]);
    const { data } = await store.gql(
      `query ($id: ID!, $key: String!) {
        customer(id: $id) {
          metafield(namespace: "$app", key: $key) {
            value
          }
        }
      }`,
      { id: customer, key: good },
    );
    expect(data.customer.metafield).toBeNull();
  });

  test('come at most 25 at a time', async () => {
    const many = Array.from({ length: 26 }, (_, index) => field(`many_${index}`, '1'));
    const { userErrors } = await set(many);
    expect(userErrors).toMatchObject([{ code: 'LESS_THAN_OR_EQUAL_TO' }]);
  });
});

describe('tags', () => {
  test('are added once, compared without case, and removed', async () => {
    const id = await makeCustomer(store, ['Gold']);
    const change = (name: string, tags: string[]) =>
      store.gql(
        `mutation ($id: ID!, $tags: [String!]!) {
          ${name}(id: $id, tags: $tags) {
            node {
              id
            }
            userErrors {
              message
            }
          }
        }`,
        { id, tags },
      );
    const tags = async () =>
      (await store.gql('query ($id: ID!) { customer(id: $id) { tags } }', { id })).data.customer
        .tags;
    await change('tagsAdd', ['gold', 'new']);
    expect(await tags()).toEqual(['Gold', 'new']);
    await change('tagsRemove', ['GOLD']);
    expect(await tags()).toEqual(['new']);
  });
});

describe('consent', () => {
  test('is set through its own mutation, and only to states a person can choose', async () => {
    const set = async (marketingState: string) =>
      (
        await store.gql(
          `mutation ($input: CustomerEmailMarketingConsentUpdateInput!) {
            customerEmailMarketingConsentUpdate(input: $input) {
              customer {
                defaultEmailAddress {
                  marketingState
                  marketingOptInLevel
                }
              }
              userErrors {
                field
                message
              }
            }
          }`,
          {
            input: {
              customerId: customer,
              emailMarketingConsent: { marketingState, marketingOptInLevel: 'SINGLE_OPT_IN' },
            },
          },
        )
      ).data.customerEmailMarketingConsentUpdate;
    expect((await set('SUBSCRIBED')).customer.defaultEmailAddress).toEqual({
      marketingState: 'SUBSCRIBED',
      marketingOptInLevel: 'SINGLE_OPT_IN',
    });
    expect((await set('NOT_SUBSCRIBED')).userErrors).toHaveLength(1);
  });
});

describe('counters', () => {
  test('are text where they may outgrow a number, and money is decimal text', async () => {
    const { data } = await store.gql(
      `query ($id: ID!) {
        customer(id: $id) {
          legacyResourceId
          numberOfOrders
          amountSpent {
            amount
          }
        }
      }`,
      { id: customer },
    );
    expect(data.customer).toEqual({
      legacyResourceId: customer.split('/').pop(),
      numberOfOrders: '0',
      amountSpent: { amount: '0.0' },
    });
  });
});

describe('segments', () => {
  test('a filter that does not exist is refused', async () => {
    const { data } = await store.gql(
      `mutation ($n: String!) {
        segmentCreate(name: $n, query: "shoe_size > 40") {
          segment {
            id
          }
          userErrors {
            field
            message
          }
        }
      }`,
      { n: unique('segment') },
    );
    expect(data.segmentCreate.segment).toBeNull();
    expect(data.segmentCreate.userErrors[0].message).toMatch(/shoe_size/);
  });
});

describe('gift cards and store credit', () => {
  test('the code of a gift card is readable once, its last characters always', async () => {
    const { currencyCode } = (await store.gql('{ shop { currencyCode } }')).data.shop;
    const { data } = await store.gql(
      `mutation ($input: GiftCardCreateInput!) {
        giftCardCreate(input: $input) {
          giftCard {
            lastCharacters
            balance {
              amount
            }
          }
          giftCardCode
          userErrors {
            code
          }
        }
      }`,
      { input: { initialAmount: { amount: '10.00', currencyCode } } },
    );
    const { giftCard, giftCardCode } = data.giftCardCreate;
    expect(giftCardCode).toMatch(/^[a-z0-9]{8,20}$/i);
    expect(giftCard).toEqual({
      lastCharacters: giftCardCode.slice(-4),
      balance: { amount: '10.0' },
    });
  });

  test('credit opens an account; a debit beyond it is refused', async () => {
    const { currencyCode } = (await store.gql('{ shop { currencyCode } }')).data.shop;
    const credit = await store.gql(
      `mutation ($id: ID!, $c: StoreCreditAccountCreditInput!) {
        storeCreditAccountCredit(id: $id, creditInput: $c) {
          storeCreditAccountTransaction {
            account {
              balance {
                amount
              }
            }
          }
          userErrors {
            code
          }
        }
      }`,
      { id: customer, c: { creditAmount: { amount: '7.50', currencyCode } } },
    );
    expect(credit.data.storeCreditAccountCredit).toEqual({
      storeCreditAccountTransaction: { account: { balance: { amount: '7.5' } } },
      userErrors: [],
    });
    const debit = await store.gql(
      `mutation ($id: ID!, $d: StoreCreditAccountDebitInput!) {
        storeCreditAccountDebit(id: $id, debitInput: $d) {
          storeCreditAccountTransaction {
            id
          }
          userErrors {
            code
          }
        }
      }`,
      { id: customer, d: { debitAmount: { amount: '8.00', currencyCode } } },
    );
    expect(debit.data.storeCreditAccountDebit.userErrors).toEqual([{ code: 'INSUFFICIENT_FUNDS' }]);
  });
});
