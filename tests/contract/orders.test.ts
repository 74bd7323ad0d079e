// Orders and their sums through refunds, cancellation and edits. A development store makes five
// orders a minute.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ContractStore, makeCustomer, makeOrder, openContractStore } from './store.ts';

let store: ContractStore;
beforeAll(async () => {
  store = await openContractStore();
});
afterAll(() => store.close());

const sums = `displayFinancialStatus cancelledAt
  totalPriceSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } }
  currentSubtotalPriceSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount } }
  netPaymentSet { shopMoney { amount } } refundDiscrepancySet { shopMoney { amount } }
  lineItems(first: 10) { nodes { id quantity currentQuantity } }`;

async function read(id: string) {
  const { data } = await store.gql(`query ($id: ID!) { order(id: $id) { ${sums} } }`, { id });
  const { order } = data;
  const amount = (name: string): string => order[name].shopMoney.amount;
  return {
    status: order.displayFinancialStatus,
    isCancelled: order.cancelledAt !== null,
    total: amount('totalPriceSet'),
    currentTotal: amount('currentTotalPriceSet'),
    currentSubtotal: amount('currentSubtotalPriceSet'),
    refunded: amount('totalRefundedSet'),
    net: amount('netPaymentSet'),
    discrepancy: amount('refundDiscrepancySet'),
    quantities: order.lineItems.nodes.map(
      (line: { currentQuantity: number }) => line.currentQuantity,
    ),
  };
}

async function refund(orderId: string, input: object) {
  const { data } = await store.gql(
    `mutation ($input: RefundInput!) {
      refundCreate(input: $input) {
        refund {
          id
          totalRefundedSet {
            shopMoney {
              amount
            }
          }
          refundLineItems(first: 5) {
            nodes {
              quantity
              subtotalSet {
                shopMoney {
                  amount
                }
              }
              lineItem {
                id
              }
            }
          }
        }
        userErrors {
          field
          message
        }
      }
    }`,
    { input: { orderId, ...input } },
  );
  return data.refundCreate;
}

const transaction = (orderId: string, amount: string) => ({
  orderId,
  amount,
  kind: 'REFUND',
  gateway: 'manual',
});

describe('refunds', () => {
  test('of one unit takes its share and leaves the rest', async () => {
    const order = await makeOrder(store, [
      { price: '10.00', quantity: 3 },
      { price: '5.00', quantity: 1 },
    ]);
    const { refund: made, userErrors } = await refund(order.id, {
      refundLineItems: [{ lineItemId: order.lineIds[0], quantity: 1, restockType: 'NO_RESTOCK' }],
      transactions: [transaction(order.id, '10.00')],
    });
    expect(userErrors).toEqual([]);
    expect(made.refundLineItems.nodes).toEqual([
      {
        quantity: 1,
        subtotalSet: { shopMoney: { amount: '10.0' } },
        lineItem: { id: order.lineIds[0] },
      },
    ]);
    expect(await read(order.id)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      total: '35.0',
      currentSubtotal: '25.0',
      refunded: '10.0',
      net: '25.0',
      quantities: [2, 1],
    });
  });

  test('of an amount alone moves money and no goods', async () => {
    const order = await makeOrder(store, [{ price: '20.00', quantity: 1 }]);
    await refund(order.id, { transactions: [transaction(order.id, '4.00')] });
    expect(await read(order.id)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      currentSubtotal: '20.0',
      refunded: '4.0',
      net: '16.0',
      discrepancy: '-4.0',
      quantities: [1],
    });
  });

  test('may come several times, and the sum counts', async () => {
    const order = await makeOrder(store, [{ price: '10.00', quantity: 2 }]);
    const one = {
      refundLineItems: [{ lineItemId: order.lineIds[0], quantity: 1, restockType: 'NO_RESTOCK' }],
      transactions: [transaction(order.id, '10.00')],
    };
    await refund(order.id, one);
    await refund(order.id, one);
    expect(await read(order.id)).toMatchObject({
      status: 'REFUNDED',
      currentSubtotal: '0.0',
      refunded: '20.0',
      net: '0.0',
      quantities: [0],
    });
    const third = await refund(order.id, one);
    expect(third.refund).toBeNull();
    expect(third.userErrors).toHaveLength(1);
  });
});

describe('cancelling', () => {
  test('with the money given back leaves nothing paid', async () => {
    const order = await makeOrder(store, [{ price: '12.00', quantity: 1 }]);
    const { data } = await store.gql(
      `mutation ($id: ID!) {
        orderCancel(
          orderId: $id
          reason: CUSTOMER
          restock: false
          refundMethod: {originalPaymentMethodsRefund: true}
        ) {
          job {
            id
          }
          orderCancelUserErrors {
            message
          }
        }
      }`,
      { id: order.id },
    );
    expect(data.orderCancel.orderCancelUserErrors).toEqual([]);
    await expect
      .poll(() => read(order.id), { timeout: 30_000 })
      .toMatchObject({ isCancelled: true, status: 'REFUNDED', net: '0.0' });
  });
});

describe('orders of a customer', () => {
  test('are found by the customer and counted there', async () => {
    const customer = await makeCustomer(store);
    const made = await makeOrder(store, [{ price: '9.00', quantity: 1 }], {
      customer: { toAssociate: { id: customer } },
    });
    const { data } = await store.gql(
      `query ($id: ID!) {
        customer(id: $id) {
          numberOfOrders
          amountSpent {
            amount
          }
          orders(first: 5) {
            nodes {
              id
            }
          }
        }
      }`,
      { id: customer },
    );
    expect(data.customer).toEqual({
      numberOfOrders: '1',
      amountSpent: { amount: '9.0' },
      orders: { nodes: [{ id: made.id }] },
    });
  });
});
