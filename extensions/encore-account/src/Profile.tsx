// Profile: balance and tier, and the way to the rewards page.
import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/customer-account.profile.block.render';
import { render } from 'preact';
import { Summary } from './summary.tsx';

declare const shopify: Api;

export default async () => {
  render(<Summary api={shopify} />, document.body);
};
