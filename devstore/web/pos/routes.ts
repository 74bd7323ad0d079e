// A till at /pos: the tile and the customer block of POS extensions, with a customer and a cart
// chosen by hand.
import { displayName } from '../../store/customers.ts';
import type { WebContext } from '../context.ts';
import { page } from '../http/respond.ts';
import { type Route, type RouteContext, route } from '../http/router.ts';
import { framesFor } from '../surfaces/frames.ts';
import { commonState } from '../surfaces/state.ts';
import { posTargets } from '../surfaces/targets.ts';
import { renderView } from '../views.ts';

export function posRoutes(context: WebContext): Route[] {
  return [route('GET /pos', (given) => till(context, given))];
}

function till(context: WebContext, { url }: RouteContext): Response {
  const { store } = context;
  const shop = store.shop();
  const query = url.searchParams.get('q') ?? '';
  const customer = store.customers.get(Number(url.searchParams.get('customer'))) ?? null;
  // What the device of the shop's people is set to.
  const locale = url.searchParams.get('locale') ?? 'en';
  const targets = [
    ...posTargets.home,
    ...posTargets.modal,
    ...(customer ? posTargets.customer : []),
  ];
  return page(
    renderView('pos/till', {
      shop,
      query,
      customer,
      name: customer ? displayName(customer) : null,
      people: store.customers.search(query, 8).map((each) => ({
        id: each.id,
        name: displayName(each),
      })),
      slots: framesFor(context, targets, locale),
      surface: {
        state: commonState(context, { currency: shop.currency, rate: 1 }, locale),
        extra: {
          locale,
          customer: customer ? { id: customer.id } : undefined,
          cart: { lineItems: [], customer: customer ? { id: customer.id } : undefined },
          session: {
            shopId: shop.id,
            shopDomain: shop.domain,
            userId: 1,
            locationId: 1,
            currency: shop.currency,
            posVersion: '10.0.0',
          },
        },
      },
    }),
  );
}
