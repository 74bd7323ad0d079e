// Every query that the app sends can be answered: no field of it is missing in the shop.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ContractStore, makeCustomer, makeOrder, openContractStore, unique } from './store.ts';

const directory = path.resolve(import.meta.dirname, '../../app/shopify/documents');
const definitions = readdirSync(directory)
  .filter((file) => file.endsWith('.graphql'))
  .flatMap((file) => parse(readFileSync(path.join(directory, file), 'utf8')).definitions);
const fragments = new Map(
  definitions
    .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
    .map((fragment) => [fragment.name.value, fragment]),
);
const operations = definitions.filter(
  (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
);
const queries = operations.filter(({ operation }) => operation === 'query');

/** An operation's text with the fragments that it uses. */
function textOf(operation: OperationDefinitionNode): string {
  const used = new Set<string>();
  const note = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(name.value)) return;
        used.add(name.value);
        note(fragment);
      },
    });
  };
  note(operation);
  return [operation, ...[...used].map((name) => fragments.get(name)!)].map(print).join('\n');
}

let store: ContractStore;
let ids: Record<'code' | 'customer' | 'discount' | 'made' | 'order' | 'refund' | 'segment', string>;
let cursor: string;

beforeAll(async () => {
  store = await openContractStore();
  const customer = await makeCustomer(store);
  const order = await makeOrder(store, [{ price: '10.00', quantity: 2 }], {
    customer: { toAssociate: { id: customer } },
  });
  const code = unique('DOC');
  const { data } = await store.gql(
    `mutation ($d: DiscountCodeBasicInput!) {
      discountCodeBasicCreate(basicCodeDiscount: $d) {
        codeDiscountNode {
          id
        }
      }
    }`,
    {
      d: {
        title: 'Documents',
        code,
        startsAt: '2026-01-01T00:00:00Z',
        context: { all: 'ALL' },
        customerGets: { value: { percentage: 0.1 }, items: { all: true } },
      },
    },
  );
  const discount = data.discountCodeBasicCreate.codeDiscountNode.id;
  const bulk = await store.gql(
    `mutation ($id: ID!, $codes: [DiscountRedeemCodeInput!]!) {
      discountRedeemCodeBulkAdd(discountId: $id, codes: $codes) {
        bulkCreation {
          id
        }
      }
    }`,
    { id: discount, codes: [{ code: unique('DOC') }] },
  );
  const refund = await store.gql(
    `mutation ($input: RefundInput!) { refundCreate(input: $input) { refund { id } } }`,
    {
      input: {
        orderId: order.id,
        refundLineItems: [{ lineItemId: order.lineIds[0], quantity: 1, restockType: 'NO_RESTOCK' }],
      },
    },
  );
  const lines = await store.gql(
    'query ($id: ID!) { order(id: $id) { lineItems(first: 1) { pageInfo { endCursor } } } }',
    { id: order.id },
  );
  cursor = lines.data.order.lineItems.pageInfo.endCursor;
  const segment = await store.gql(
    `mutation ($name: String!) {
      segmentCreate(name: $name, query: "number_of_orders > 0") { segment { id } }
    }`,
    { name: unique('Segment') },
  );
  ids = {
    segment: segment.data.segmentCreate.segment.id,
    customer,
    order: order.id,
    discount,
    code,
    made: bulk.data.discountRedeemCodeBulkAdd.bulkCreation.id,
    refund: refund.data.refundCreate.refund.id,
  };
});
afterAll(() => store.close());

/** Words in an operation's name, and what its ids are then about. The first that fits counts. */
const subjects: [RegExp, () => string][] = [
  [/ReadBulk/, () => 'gid://shopify/BulkOperation/1'],
  [/Segment/, () => ids.segment],
  [/Refund/, () => ids.refund],
  [/Customer|Credits/, () => ids.customer],
  [/CodeCreation/, () => ids.made],
  [/OrdersWithCode|OfOrder/, () => ids.order],
  [/Discount|Code/, () => ids.discount],
  [/Collection/, () => 'gid://shopify/Collection/1'],
  [/Product/, () => 'gid://shopify/Product/1'],
  [/./, () => ids.order],
];

function variablesFor(operation: OperationDefinitionNode): Record<string, unknown> {
  const name = operation.name!.value;
  const about = subjects.find(([words]) => words.test(name))![1]();
  const values: Record<string, unknown> = {
    id: about,
    ids: [about],
    first: 10,
    // Only the operations that go on in the middle of a list insist on a place in it.
    after: name.startsWith('More') ? cursor : null,
    code: ids.code,
    query: "updated_at:>='2020-01-01T00:00:00Z'",
  };
  return Object.fromEntries(
    operation.variableDefinitions!.map(({ variable }) => {
      if (!(variable.name.value in values)) throw new Error(`${name}: $${variable.name.value}`);
      return [variable.name.value, values[variable.name.value]];
    }),
  );
}

test('the app has documents', () => {
  expect(queries.length).toBeGreaterThan(10);
});

test.for(queries.map((query) => [query.name!.value, query] as const))(
  '%s can be answered',
  async ([name, query]) => {
    if (name.startsWith('Bulk')) {
      // Inner queries of bulk operations are sent as text, with their filter written into it.
      const text = textOf(query)
        .replace(/query \w+\([^)]*\)/, '')
        .replaceAll('$query', `"updated_at:>='2020-01-01T00:00:00Z'"`);
      const { data } = await store.gql(
        `mutation ($q: String!) {
          bulkOperationRunQuery(query: $q) {
            bulkOperation {
              id
            }
            userErrors {
              message
            }
          }
        }`,
        { q: text },
      );
      expect(data.bulkOperationRunQuery.userErrors).toEqual([]);
      await expect
        .poll(
          async () =>
            (
              await store.gql('query ($id: ID!) { bulkOperation(id: $id) { status } }', {
                id: data.bulkOperationRunQuery.bulkOperation.id,
              })
            ).data.bulkOperation.status,
          { timeout: 60_000 },
        )
        .toBe('COMPLETED');
      return;
    }
    const { errors } = await store.gql(textOf(query), variablesFor(query));
    expect(errors).toBeUndefined();
  },
);
