// Bulk operations: which queries may run, what the file holds, and how it is read back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ContractStore,
  eventually,
  makeCustomer,
  makeOrder,
  openContractStore,
  unique,
} from './store.ts';

let store: ContractStore;
beforeAll(async () => {
  store = await openContractStore();
});
afterAll(() => store.close());

const start = async (query: string) =>
  (
    await store.gql(
      `mutation ($query: String!) {
        bulkOperationRunQuery(query: $query) {
          bulkOperation {
            id
            status
          }
          userErrors {
            field
            message
            code
          }
        }
      }`,
      { query },
    )
  ).data.bulkOperationRunQuery;

const poll = async (id: string) =>
  (
    await store.gql(
      `query ($id: ID!) {
        bulkOperation(id: $id) {
          id
          status
          errorCode
          url
          partialDataUrl
          objectCount
          rootObjectCount
          fileSize
          completedAt
        }
      }`,
      { id },
    )
  ).data.bulkOperation;

const ended = (id: string) =>
  eventually(async () => {
    const operation = await poll(id);
    return operation.completedAt !== null && operation;
  });

const run = async (query: string) => {
  const { bulkOperation, userErrors } = await start(query);
  expect(userErrors).toEqual([]);
  expect(bulkOperation.status).toBe('CREATED');
  return ended(bulkOperation.id);
};

const fiveMore = ['a', 'b', 'c', 'd', 'e']
  .map((name) => `${name}: orders { edges { node { id } } }`)
  .join(' ');

describe('rules', () => {
  test.for([
    ['no connection', '{ shop { id } }'],
    [
      'a connection in a list',
      '{ orders { edges { node { id refunds { id transactions { edges { node { id } } } } } } } }',
    ],
    [
      'a connection of things that have no node',
      '{ orders { edges { node { id discountApplications { edges { node { index } } } } } } }',
    ],
    ['the top-level field node', '{ node(id: "gid://shopify/Order/1") { id } }'],
    ['more than five connections', `{ customers { edges { node { id ${fiveMore} } } } }`],
    [
      'two top-level fields',
      '{ orders { edges { node { id } } } customers { edges { node { id } } } }',
    ],
    ['a mistake', '{ orders { edges { node { favouriteColour } } } }'],
  ])('a query with %s is refused', async ([, query]) => {
    const { bulkOperation, userErrors } = await start(query!);
    expect(bulkOperation).toBeNull();
    expect(userErrors).toMatchObject([{ field: ['query'], code: 'INVALID' }]);
  });
});

describe('files', () => {
  test('hold one node a line, nested nodes after their parent and with its id', async () => {
    const tag = unique('bulk');
    const order = await makeOrder(
      store,
      [
        { price: '3.00', quantity: 1 },
        { price: '4.00', quantity: 2 },
      ],
      { tags: [tag] },
    );
    const query = `{
      orders(query: "tag:${tag}") {
        edges {
          node {
            id
            name
            refunds {
              id
            }
            lineItems {
              edges {
                node {
                  id
                  quantity
                }
              }
            }
          }
        }
      }
    }`;
    const operation = await eventually(async () => {
      const done = await run(query);
      return done.url !== null && done;
    });
    expect(operation).toMatchObject({
      status: 'COMPLETED',
      errorCode: null,
      objectCount: '3',
      rootObjectCount: '1',
      partialDataUrl: null,
    });
    const response = await fetch(operation.url);
    const text = await response.text();
    expect(operation.fileSize).toBe(String(Buffer.byteLength(text)));
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows[0]).toEqual({ id: order.id, name: expect.any(String), refunds: [] });
    expect(rows.slice(1)).toEqual([
      { id: order.lineIds[0], quantity: 1, __parentId: order.id },
      { id: order.lineIds[1], quantity: 2, __parentId: order.id },
    ]);
  });

  test('can be fetched from the middle on', async () => {
    await makeCustomer(store);
    const operation = await run('{ customers { edges { node { id } } } }');
    const whole = await (await fetch(operation.url)).text();
    const rest = await fetch(operation.url, { headers: { range: 'bytes=10-' } });
    expect(rest.status).toBe(206);
    expect(await rest.text()).toBe(whole.slice(10));
  });

  test('an empty result has no address', async () => {
    const query = `{ customers(query: "tag:${unique('nobody')}") { edges { node { id } } } }`;
    expect(await run(query)).toMatchObject({
      status: 'COMPLETED',
      objectCount: '0',
      url: null,
    });
  });
});

describe('looking after operations', () => {
  test('an ended operation cannot be cancelled, and is listed by its state', async () => {
    const operation = await run('{ customers { edges { node { id } } } }');
    const { data } = await store.gql(
      `mutation ($id: ID!) {
        bulkOperationCancel(id: $id) {
          bulkOperation {
            status
          }
          userErrors {
            message
          }
        }
      }`,
      { id: operation.id },
    );
    expect(data.bulkOperationCancel.userErrors).toHaveLength(1);
    const listed = await store.gql(
      `{
        bulkOperations(
          first: 5
          query: "status:completed operation_type:query"
          sortKey: CREATED_AT
          reverse: true
        ) {
          nodes {
            id
            status
          }
        }
      }`,
    );
    expect(listed.data.bulkOperations.nodes).toContainEqual({
      id: operation.id,
      status: 'COMPLETED',
    });
  });
});
