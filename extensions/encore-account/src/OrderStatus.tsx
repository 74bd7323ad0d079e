// Order status: the points of this order. The page also opens by a guest's link; then it says how
// to see them.
import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/customer-account.order-status.block.render';
import { render } from 'preact';
import { appDoor } from '../../ui-parts/door.ts';
import { OrderPointsBlock } from '../../ui-parts/order-points.tsx';
import { voice } from '../../ui-parts/voice.ts';

declare const shopify: Api;

export default async () => {
  render(<OrderStatus />, document.body);
};

function OrderStatus() {
  const locale = shopify.localization.language.value.isoCode;
  const heading = String(shopify.settings.value.heading ?? '');
  const order = shopify.order.value;
  if (shopify.authenticationState.value !== 'fully_authenticated') {
    const say = voice(shopify.i18n, locale);
    return (
      <s-section heading={heading || say.text('order.title')}>
        <s-button variant="secondary" onClick={() => shopify.requireLogin()}>
          {say.text('account.sign_in')}
        </s-button>
      </s-section>
    );
  }
  if (!order) return null;
  return (
    <OrderPointsBlock
      ask={appDoor('account', shopify.sessionToken)}
      orderId={order.id}
      locale={locale}
      cart={null}
      heading={heading}
      speak={(shop) => voice(shopify.i18n, locale, shop)}
      onSignIn={() => shopify.requireLogin()}
    />
  );
}
