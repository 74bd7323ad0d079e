// Control doors for customers, discounts and mail.
import { z } from 'zod';
import { listMails } from '../../shop/mail.ts';
import { mergeCustomers } from '../../shop/merge-customers.ts';
import { createCustomer, deleteCustomer, updateCustomer } from '../../shop/person.ts';
import { redactCustomer, requestCustomerData } from '../../shop/privacy.ts';
import { address, gidOrNumber } from './fields.ts';
import { ControlError, found, idIn, plain, type Route, route } from './route.ts';

const person = z
  .object({
    firstName: z.string().nullable().optional(),
    lastName: z.string().nullable().optional(),
    email: z.string().nullable().optional(),
    phone: z.string().nullable().optional(),
    locale: z.string().optional(),
    tags: z.array(z.string()).optional(),
    note: z.string().nullable().optional(),
    acceptsMarketing: z.boolean().optional(),
    state: z.enum(['DECLINED', 'DISABLED', 'ENABLED', 'INVITED']).optional(),
    addresses: z.array(address).optional(),
  })
  .strict();

export const peopleRoutes: Route[] = [
  route('POST', '/customers', person, ({ store }, body) => {
    const made = createCustomer(store, body);
    if (!made.ok) throw new ControlError(422, made.reason);
    return made.customer;
  }),
  plain('GET', '/customers', ({ store }, { query }) =>
    store.customers.search(
      query.get('query') ?? '',
      Number(query.get('limit') ?? 50),
      Number(query.get('offset') ?? 0),
    ),
  ),
  plain('GET', '/customers/:id', ({ store }, call) => {
    const customer = found(store.customers.get(idIn(call)), 'customer');
    return { ...customer, metafields: store.metafields.of('CUSTOMER', customer.id) };
  }),
  route('PATCH', '/customers/:id', person, ({ store }, body, call) =>
    found(updateCustomer(store, idIn(call), body), 'customer'),
  ),
  plain('DELETE', '/customers/:id', ({ store }, call) => {
    const result = deleteCustomer(store, idIn(call));
    if (result !== 'deleted') throw new ControlError(422, result);
    return true;
  }),
  route(
    'POST',
    '/customers/merge',
    z.object({ fromId: gidOrNumber, intoId: gidOrNumber }).strict(),
    ({ store }, { fromId, intoId }) => found(mergeCustomers(store, fromId, intoId), 'customer'),
  ),
  plain('POST', '/customers/:id/redact', ({ store }, call) =>
    found(redactCustomer(store, idIn(call)) || null, 'customer'),
  ),
  plain('POST', '/customers/:id/data-request', ({ store }, call) =>
    found(requestCustomerData(store, idIn(call)) || null, 'customer'),
  ),
  plain('GET', '/discounts', ({ store }, { query }) =>
    store.discounts
      .where('true ORDER BY id DESC LIMIT ?', Number(query.get('limit') ?? 50))
      .map((discount) => ({ ...discount, codes: store.discounts.codesOf(discount.id, 10) })),
  ),
  plain('GET', '/discounts/:code', ({ store }, { params }) =>
    found(store.discounts.byCode(decodeURIComponent(params.code!)), 'code'),
  ),
  plain('DELETE', '/discounts/:code', ({ store }, { params }) => {
    const { discount } = found(store.discounts.byCode(decodeURIComponent(params.code!)), 'code');
    return store.discounts.delete(discount.id);
  }),
  plain('POST', '/discounts/settle-counts', ({ store }) => {
    store.discounts.settleUsageCounts();
    return true;
  }),
  plain('GET', '/mails', ({ store }) => listMails(store)),
  plain('GET', '/products', ({ store }) => store.products.all()),
  plain('GET', '/flow-triggers', ({ store }) =>
    store.flowTriggers.where('true ORDER BY id DESC LIMIT 100'),
  ),
];
