// Orders: refunds, cancellation, edits, tags and notes, payment.
import { cancelOrder } from '../../shop/cancel-order.ts';
import { payOrder, updateOrder } from '../../shop/change-order.ts';
import { editOrder } from '../../shop/edit-order.ts';
import { fromDecimal } from '../../shop/money.ts';
import { type RefundRefusal, refundOrder } from '../../shop/refund-order.ts';
import type { Order, RefundLine } from '../../store/orders.ts';
import { userError } from '../errors.ts';
import { gid, parseGid } from '../gid.ts';
import type { Resolver, Resolvers } from '../resolver.ts';

const refusals: Record<RefundRefusal, string> = {
  'amount-too-large': 'Refund amount exceeds the maximum refundable amount',
  'line-not-found': 'Line item does not exist',
  'nothing-to-refund': 'Refund must have at least one refundable item or amount',
  'order-not-found': 'Order does not exist',
  'quantity-too-large': 'Quantity cannot refund more items than were purchased',
};

interface RefundInput {
  orderId: string;
  note?: string | null;
  refundLineItems?: {
    lineItemId: string;
    quantity: number;
    restockType?: RefundLine['restockType'];
  }[];
  shipping?: { amount?: string | null; fullRefund?: boolean | null } | null;
  transactions?: { amount: string; kind: string }[];
  refundMethods?: { storeCreditRefund?: { amount: { amount: string } } | null }[] | null;
}

const refundCreate: Resolver = (_, { input }: { input: RefundInput }, { store }) => {
  const order = store.orders.get(parseGid(input.orderId).id);
  const currency = order?.currency ?? store.shop().currency;
  const minor = (text: string): number => fromDecimal(text, currency) ?? 0;
  const storeCredit = input.refundMethods?.find((method) => method.storeCreditRefund);
  const payments = input.transactions?.filter(({ kind }) => kind === 'REFUND') ?? [];
  const { shipping } = input;
  const result = refundOrder(store, parseGid(input.orderId).id, {
    lines: input.refundLineItems?.map((line) => ({
      lineId: parseGid(line.lineItemId).id,
      quantity: line.quantity,
      restockType: line.restockType,
    })),
    shipping: shipping?.fullRefund ? 'all' : shipping?.amount ? minor(shipping.amount) : 0,
    // Without a transaction no money moves: that is how Shopify's mutation works.
    amount: storeCredit
      ? minor(storeCredit.storeCreditRefund!.amount.amount)
      : payments.reduce((sum, { amount }) => sum + minor(amount), 0),
    to: storeCredit ? 'storeCredit' : 'original',
    note: input.note ?? null,
  });
  if (!result.ok)
    return {
      refund: null,
      order: order ?? null,
      userErrors: [userError(['input'], refusals[result.reason])],
    };
  return {
    refund: { order: result.order, refund: result.refund },
    order: result.order,
    userErrors: [],
  };
};

interface CancelArguments {
  orderId: string;
  reason: NonNullable<Order['cancelReason']>;
  restock: boolean;
  refundMethod?: { originalPaymentMethodsRefund?: boolean; storeCreditRefund?: object } | null;
  refund?: boolean | null;
}

const orderCancel: Resolver = (_, args: CancelArguments, { store }) => {
  const method = args.refundMethod;
  const refund = method?.storeCreditRefund
    ? 'storeCredit'
    : method?.originalPaymentMethodsRefund || args.refund
      ? 'original'
      : 'none';
  const order = cancelOrder(store, parseGid(args.orderId).id, {
    reason: args.reason,
    restock: args.restock,
    refund,
  });
  if (!order) {
    const errors = [
      userError(['orderId'], 'Cannot cancel an order that is already canceled.', 'INVALID'),
    ];
    return { job: null, orderCancelUserErrors: errors, userErrors: errors };
  }
  const job = store.jobs.put({ id: store.nextId('other'), kind: 'order-cancel', isDone: true });
  return { job, orderCancelUserErrors: [], userErrors: [] };
};

const orderUpdate: Resolver = (
  _,
  {
    input,
  }: { input: { id: string; note?: string | null; tags?: string[]; email?: string | null } },
  { store },
) => {
  const { id, ...change } = input;
  const order = updateOrder(store, parseGid(id).id, change);
  return order
    ? { order, userErrors: [] }
    : { order: null, userErrors: [userError(['id'], 'Order does not exist')] };
};

const markAsPaid: Resolver = (_, { input }: { input: { id: string } }, { store }) => {
  const order = payOrder(store, parseGid(input.id).id);
  return order
    ? { order, userErrors: [] }
    : { order: null, userErrors: [userError(['id'], 'Order cannot be marked as paid.')] };
};

function setClosed(isClosed: boolean): Resolver {
  return (_, { input }: { input: { id: string } }, { store }) => {
    const closedAt = isClosed ? store.now() : null;
    const order = updateOrder(store, parseGid(input.id).id, { closedAt });
    return order
      ? { order, userErrors: [] }
      : { order: null, userErrors: [userError(['id'], 'Order does not exist')] };
  };
}

/**
 * Edits that were begun and not committed; they are gone after a restart, as an unsaved edit is.
 */
interface PendingEdit {
  orderId: number;
  quantities: Map<number, number>;
  added: { variantId: number; quantity: number }[];
}

const edits = new Map<number, PendingEdit>();

const calculated = (editId: number, order: Order) => ({
  id: gid('CalculatedOrder', editId),
  originalOrder: order,
});

const editBegin: Resolver = (_, { id }: { id: string }, { store }) => {
  const order = store.orders.get(parseGid(id).id);
  if (!order || order.cancelledAt)
    return {
      calculatedOrder: null,
      userErrors: [userError(['id'], 'The order cannot be edited.')],
    };
  const editId = store.nextId('other');
  edits.set(editId, { orderId: order.id, quantities: new Map(), added: [] });
  return { calculatedOrder: calculated(editId, order), userErrors: [] };
};

/** A step of an edit: it changes what is pending and answers with the calculated order. */
function editStep(
  change: (edit: PendingEdit, args: Record<string, never>) => void,
  extra: Record<string, unknown> = {},
): Resolver {
  return (_, args: Record<string, never> & { id: string }, { store }) => {
    const editId = parseGid(args.id).id;
    const edit = edits.get(editId);
    const order = edit && store.orders.get(edit.orderId);
    if (!edit || !order)
      return {
        ...extra,
        calculatedOrder: null,
        userErrors: [userError(['id'], 'The calculated order does not exist.')],
      };
    change(edit, args);
    return { ...extra, calculatedOrder: calculated(editId, order), userErrors: [] };
  };
}

const editCommit: Resolver = (
  _,
  { id, staffNote }: { id: string; staffNote?: string | null },
  { store },
) => {
  const editId = parseGid(id).id;
  const edit = edits.get(editId);
  const order =
    edit &&
    editOrder(store, edit.orderId, {
      setQuantities: [...edit.quantities].map(([lineId, quantity]) => ({ lineId, quantity })),
      add: edit.added.map((line, index) => ({
        ...line,
        key: String(index),
        sellingPlan: null,
        attributes: [],
      })),
      note: staffNote ?? null,
    });
  edits.delete(editId);
  return order
    ? { order, successMessages: ['Order updated'], userErrors: [] }
    : {
        order: null,
        successMessages: [],
        userErrors: [userError(['id'], 'The calculated order does not exist.')],
      };
};

export const orderMutations: Resolvers[string] = {
  refundCreate,
  orderCancel,
  orderUpdate,
  orderMarkAsPaid: markAsPaid,
  orderClose: setClosed(true),
  orderOpen: setClosed(false),
  orderEditBegin: editBegin,
  orderEditSetQuantity: editStep(
    (edit, args: Record<string, never> & { lineItemId?: string; quantity?: number }) => {
      edit.quantities.set(parseGid(args.lineItemId!).id, args.quantity!);
    },
    { calculatedLineItem: null },
  ),
  orderEditAddVariant: editStep(
    (edit, args: Record<string, never> & { variantId?: string; quantity?: number }) => {
      edit.added.push({ variantId: parseGid(args.variantId!).id, quantity: args.quantity! });
    },
    { calculatedLineItem: null },
  ),
  orderEditCommit: editCommit,
};
