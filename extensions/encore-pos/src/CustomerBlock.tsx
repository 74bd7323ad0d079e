// The customer's own page at the point of sale: the same facts, without a cart to put codes into.
import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/pos.customer-details.block.render';
import { render } from 'preact';
import { Customer } from './customer.tsx';

declare const shopify: Api;

export default async () => {
  render(
    <s-pos-block heading={shopify.i18n.translate('pos.title')}>
      <Customer
        i18n={shopify.i18n}
        token={() => shopify.session.getSessionToken()}
        customerId={String(shopify.customer.id)}
      />
    </s-pos-block>,
    document.body,
  );
};
