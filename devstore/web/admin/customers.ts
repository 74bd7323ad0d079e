// Customers in devstore's admin, with the requests of data protection and the app's blocks on a
// customer's page.
import { mergeCustomers } from '../../shop/merge-customers.ts';
import { deleteCustomer, setConsent, updateCustomer } from '../../shop/person.ts';
import { redactCustomer, requestCustomerData } from '../../shop/privacy.ts';
import { orderTotals } from '../../shop/totals.ts';
import { type Customer, displayName } from '../../store/customers.ts';
import type { WebContext } from '../context.ts';
import { formOf, redirect, refuse } from '../http/respond.ts';
import { type Route, type RouteContext, route } from '../http/router.ts';
import { signedIn } from '../storefront/visitor.ts';
import { framesFor } from '../surfaces/frames.ts';
import { commonState } from '../surfaces/state.ts';
import { adminCustomerTargets } from '../surfaces/targets.ts';
import { adminPage, paging, storePath } from './view.ts';

const pageSize = 50;

export function customerRoutes(context: WebContext): Route[] {
  const base = `${storePath(context)}/customers`;
  return [
    route(`GET ${base}`, (given) => list(context, given)),
    route(`GET ${base}/:id`, ({ params, url }) =>
      show(context, Number(params.id), { locale: url.searchParams.get('locale') ?? undefined }),
    ),
    route(`POST ${base}/:id`, (given) => act(context, given)),
  ];
}

function list(context: WebContext, { url }: RouteContext): Response {
  const { customers } = context.store;
  const query = url.searchParams.get('q') ?? '';
  const pattern = `%${query.trim().toLowerCase().replaceAll('%', '')}%`;
  const total = customers.count('(name LIKE ? OR email LIKE ?)', pattern, pattern);
  const pages = paging(url, total, pageSize);
  return adminPage(context, 'customers', 'customers', {
    pages,
    query,
    customers: customers.search(query, pageSize, pages.offset).map((customer) => ({
      ...customer,
      name: displayName(customer),
    })),
  });
}

type Shown = { problem?: string /** Of the shop's people. */; locale?: string };

function show(context: WebContext, id: number, { problem, locale = 'en' }: Shown = {}): Response {
  const { store } = context;
  const customer = store.customers.get(id);
  if (!customer) return refuse(404, 'There is no such customer');
  const { currency } = store.shop();
  return adminPage(
    context,
    'customer',
    'customers',
    {
      customer,
      problem: problem ?? null,
      name: displayName(customer),
      orders: store.orders.ofCustomer(id).map((order) => ({
        ...order,
        total: orderTotals(order).currentTotal,
      })),
      metafields: store.metafields.of('CUSTOMER', id),
      credit: store.storeCreditAccounts.where('customer_id = ?', id),
      slots: framesFor(context, adminCustomerTargets, locale),
      surface: {
        state: commonState(context, { currency, rate: 1 }, locale),
        extra: { data: { selected: [{ id: `gid://shopify/Customer/${id}` }] } },
      },
    },
    problem ? 422 : 200,
  );
}

async function act(context: WebContext, { request, params }: RouteContext): Promise<Response> {
  const id = Number(params.id);
  const customer = context.store.customers.get(id);
  if (!customer) return refuse(404, 'There is no such customer');
  const form = await formOf(request);
  const base = `${storePath(context)}/customers`;
  switch (form.get('act')) {
    case 'shop-as':
      return redirect(`${context.origins.storefront}/`, [signedIn(context, id)]);
    case 'merge':
      return merge(context, customer, form);
    case 'request-data':
      requestCustomerData(context.store, id);
      return redirect(`${base}/${id}`);
    case 'redact':
      redactCustomer(context.store, id);
      return redirect(`${base}/${id}`);
    case 'delete': {
      const outcome = deleteCustomer(context.store, id);
      if (outcome === 'deleted') return redirect(base);
      return show(context, id, {
        problem: 'A customer with orders cannot be deleted, only redacted',
      });
    }
    case 'save':
      save(context, customer, form);
      return redirect(`${base}/${id}`);
    default:
      return show(context, id, { problem: 'Nothing was asked for' });
  }
}

function merge(context: WebContext, customer: Customer, form: URLSearchParams): Response {
  const { customers } = context.store;
  const wanted = (form.get('into') ?? '').trim();
  const into = customers.byEmail(wanted) ?? customers.get(Number(wanted));
  if (!into) return show(context, customer.id, { problem: `There is no customer ${wanted}` });
  const merged = mergeCustomers(context.store, customer.id, into.id);
  if (!merged) return show(context, customer.id, { problem: 'These two cannot be merged' });
  return redirect(`${storePath(context)}/customers/${into.id}`);
}

function save(context: WebContext, customer: Customer, form: URLSearchParams): void {
  updateCustomer(context.store, customer.id, {
    firstName: form.get('first_name') || null,
    lastName: form.get('last_name') || null,
    tags: (form.get('tags') ?? '')
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
  });
  const isSubscribed = customer.emailConsent.state === 'SUBSCRIBED';
  if (form.has('marketing') === isSubscribed) return;
  setConsent(context.store, customer.id, 'email', {
    state: form.has('marketing') ? 'SUBSCRIBED' : 'UNSUBSCRIBED',
    optInLevel: 'SINGLE_OPT_IN',
    updatedAt: context.store.now(),
  });
}
