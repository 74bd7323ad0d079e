// The tile on the home screen: opens once there is a customer in the cart.
import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/pos.home.tile.render';
import { render } from 'preact';

declare const shopify: Api;

export default async () => {
  render(<Tile />, document.body);
};

function Tile() {
  const hasCustomer = !!shopify.cart.current.value.customer;
  return (
    <s-tile
      heading={shopify.i18n.translate('pos.title')}
      subheading={shopify.i18n.translate(hasCustomer ? 'pos.tile_customer' : 'pos.tile_empty')}
      disabled={!hasCustomer}
      onClick={() => shopify.action.presentModal()}
    />
  );
}
