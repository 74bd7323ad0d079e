// What the customer in the cart has, and their codes to put into this cart.
import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/pos.home.modal.render';
import { render } from 'preact';
import type { HeldCode } from '../../../app/shoppers/contract.ts';
import { Customer } from './customer.tsx';

declare const shopify: Api;

export default async () => {
  render(<Modal />, document.body);
};

function Modal() {
  const t = (key: string) => shopify.i18n.translate(`pos.${key}`);
  const customer = shopify.cart.current.value.customer;
  const apply = async (code: HeldCode) => {
    try {
      await shopify.cart.addCartCodeDiscount(code.code!);
      shopify.toast.show(t('applied'));
    } catch {
      shopify.toast.show(t('failed'));
    }
  };
  return (
    <s-page heading={t('title')}>
      <s-scroll-box padding="base">
        {customer ? (
          <Customer
            i18n={shopify.i18n}
            token={() => shopify.session.getSessionToken()}
            customerId={String(customer.id)}
            onApply={apply}
          />
        ) : (
          <s-text>{t('no_customer')}</s-text>
        )}
      </s-scroll-box>
    </s-page>
  );
}
