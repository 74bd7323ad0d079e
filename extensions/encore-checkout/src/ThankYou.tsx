// Thank-you: the points of this order, when they can be spent, joining for guests, and the link to
// share.
import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/purchase.thank-you.block.render';
import { render } from 'preact';
import { appDoor } from '../../ui-parts/door.ts';
import { OrderPointsBlock } from '../../ui-parts/order-points.tsx';
import { voice } from '../../ui-parts/voice.ts';
import { cartOf } from './checkout-cart.ts';

declare const shopify: Api;

export default async () => {
  render(<ThankYou />, document.body);
};

const ask = () => appDoor('checkout', shopify.sessionToken);

function ThankYou() {
  const locale = shopify.localization.language.value.isoCode;
  const { heading } = shopify.settings.value;
  return (
    <OrderPointsBlock
      ask={ask()}
      orderId={shopify.orderConfirmation.value.order.id}
      locale={locale}
      cart={cartOf(shopify)}
      heading={String(heading ?? '')}
      speak={(shop) => voice(shopify.i18n, locale, shop)}
    />
  );
}
