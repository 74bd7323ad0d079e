// Requests as such: who may ask, how mistakes are told, what a query costs, how lists are paged.
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

describe('who may ask', () => {
  test('a request without a token, or with one that nobody gave out, gets 401', async () => {
    const body = JSON.stringify({ query: '{ shop { id } }' });
    const without = await store.post(body, {});
    const invented = await store.post(body, { 'x-shopify-access-token': 'shpat_0000' });
    expect([without.status, invented.status]).toEqual([401, 401]);
    expect(await invented.json()).toEqual({
      errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
    });
  });

  test('a version that never was is not found', async () => {
    const answer = await store.post('{"query":"{ shop { id } }"}', {}, '20261001');
    expect(answer.status).toBe(404);
  });
});

describe('mistakes in a document', () => {
  test('a field that does not exist is named with its type', async () => {
    const { status, data, errors } = await store.gql('{ shop { favouriteColour } }');
    expect({ status, data }).toEqual({ status: 200, data: undefined });
    expect(errors?.[0]).toMatchObject({
      message: "Field 'favouriteColour' doesn't exist on type 'Shop'",
      extensions: { code: 'undefinedField', typeName: 'Shop', fieldName: 'favouriteColour' },
    });
  });

  test('an id that is no global id is refused', async () => {
    const { errors } = await store.gql('{ node(id: "5") { id } }');
    expect(errors?.[0]?.message).toMatch(/Invalid global id '5'/);
  });

  test('a node that is gone is null, not an error', async () => {
    const { data, errors } = await store.gql('{ node(id: "gid://shopify/Customer/1") { id } }');
    expect({ data, errors }).toEqual({ data: { node: null }, errors: undefined });
  });
});

describe('cost', () => {
  test('is reported with every answer, and the bucket holds 20 seconds of its rate', async () => {
    const { extensions } = await store.gql('{ shop { id } }');
    const { requestedQueryCost, actualQueryCost, throttleStatus } = extensions.cost;
    expect([requestedQueryCost, actualQueryCost]).toEqual([1, 1]);
    expect(throttleStatus.maximumAvailable / throttleStatus.restoreRate).toBe(20);
    expect(throttleStatus.currentlyAvailable).toBeLessThanOrEqual(throttleStatus.maximumAvailable);
  });

  test('of a mutation is 10', async () => {
    const { extensions } = await store.gql(
      `mutation {
        tagsAdd(id: "gid://shopify/Customer/1", tags: ["x"]) {
          userErrors {
            message
          }
        }
      }`,
    );
    expect(extensions.cost.requestedQueryCost).toBe(10);
  });

  test('grows with the page, and what was not found is given back', async () => {
    const query = (first: number) =>
      `{ customers(first: ${first}, query: "tag:${unique('nobody')}") { nodes { id } } }`;
    const [small, large] = [await store.gql(query(5)), await store.gql(query(250))];
    const [one, other] = [small.extensions.cost, large.extensions.cost];
    expect(other.requestedQueryCost).toBeGreaterThan(one.requestedQueryCost);
    expect(other.actualQueryCost).toBeLessThan(other.requestedQueryCost);
  });
});

describe('pages', () => {
  test('a connection wants first or last, and no more than 250', async () => {
    const none = await store.gql('{ customers { nodes { id } } }');
    const many = await store.gql('{ customers(first: 251) { nodes { id } } }');
    expect(none.errors?.[0]?.message).toMatch(/you must provide one of first or last/);
    expect(many.errors?.[0]?.message).toMatch(/250/);
  });

  test('nodes takes at most 250 ids', async () => {
    const ids = Array.from({ length: 251 }, (_, index) => `gid://shopify/Customer/${index + 1}`);
    const { errors } = await store.gql('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(errors?.[0]?.message).toMatch(
      /The input array size of 251 is greater than the maximum allowed of 250/,
    );
  });

  test('cursors lead through a list both ways, and nothing is lost or doubled', async () => {
    const tag = unique('page');
    const made: string[] = [];
    for (let index = 0; index < 5; index++) made.push(await makeCustomer(store, [tag]));
    const query = `query ($first: Int, $last: Int, $after: String, $before: String, $reverse: Boolean) {
      customers(
        first: $first
        last: $last
        after: $after
        before: $before
        reverse: $reverse
        query: "tag:${tag}"
      ) {
        nodes {
          id
        }
        pageInfo {
          hasNextPage
          hasPreviousPage
          startCursor
          endCursor
        }
      }
    }`;
    const page = async (variables: object) => {
      const { nodes, pageInfo } = (await store.gql(query, variables)).data.customers;
      return { ids: nodes.map(({ id }: { id: string }) => id) as string[], pageInfo };
    };
    await eventually(async () => (await page({ first: 10 })).ids.length === 5);
    const first = await page({ first: 2 });
    const second = await page({ first: 2, after: first.pageInfo.endCursor });
    const third = await page({ first: 2, after: second.pageInfo.endCursor });
    expect([...first.ids, ...second.ids, ...third.ids]).toEqual(made);
    expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([
      true,
      true,
      false,
    ]);
    const back = await page({ last: 2, before: third.pageInfo.startCursor });
    expect(back.ids).toEqual(second.ids);
    expect((await page({ first: 5, reverse: true })).ids).toEqual(made.toReversed());
  });

  test('an unknown filter is passed over with a warning', async () => {
    const { data, extensions } = await store.gql(
      '{ customers(first: 1, query: "shoe_size:42") { nodes { id } } }',
    );
    expect(data.customers).toBeDefined();
    expect(extensions).toMatchObject({
      search: [{ path: ['customers'], warnings: [{ field: 'shoe_size' }] }],
    });
  });
});
