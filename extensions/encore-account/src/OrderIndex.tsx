// Above the list of orders: balance, points on the way, and the way to the rewards page.
import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/customer-account.order-index.block.render';
import { render } from 'preact';
import { Summary } from './summary.tsx';

declare const shopify: Api;

export default async () => {
  render(<Summary api={shopify} withPending />, document.body);
};
