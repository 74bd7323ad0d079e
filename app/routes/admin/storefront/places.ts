// Where Encore can stand in a shop, and the links that lead the merchant there.

export type Place = {
  /** The block's file name in extensions/encore-theme/blocks, or a UI extension's target. */
  handle: string;
  name: string;
  description: string;
  kind: 'embed' | 'block' | 'checkout' | 'account';
  /** The theme's template that a block is added to. */
  template?: string;
  /** On Shopify Plus only. */
  needsPlus?: boolean;
  /** Not with classic customer accounts. */
  needsNewAccounts?: boolean;
};

export const PLACES: Place[] = [
  {
    handle: 'launcher',
    name: 'Launcher and panel',
    description: 'A button on every page; the panel behind it holds everything a member has.',
    kind: 'embed',
    template: 'index',
  },
  {
    handle: 'product-points',
    name: 'Points on product pages',
    description: 'The exact points of the chosen variant and quantity.',
    kind: 'block',
    template: 'product',
  },
  {
    handle: 'cart-points',
    name: 'Points in the cart',
    description: 'What the cart earns, and a button to use a reward.',
    kind: 'block',
    template: 'cart',
  },
  {
    handle: 'rewards-page',
    name: 'Rewards page',
    description: 'Everything of the panel as a page. Also for classic customer accounts.',
    kind: 'block',
    template: 'page',
  },
  {
    handle: 'tier-badge',
    name: 'Tier badge',
    description: 'The member’s tier and points, where you like.',
    kind: 'block',
    template: 'index',
  },
  {
    handle: 'referral',
    name: 'A friend’s gift',
    description: 'What a friend sees who followed a member’s link.',
    kind: 'block',
    template: 'index',
  },
  {
    handle: 'purchase.thank-you.block.render',
    name: 'Thank-you page',
    description: 'Points of the order, joining for guests, and the link to share.',
    kind: 'checkout',
  },
  {
    handle: 'customer-account.order-status.block.render',
    name: 'Order status',
    description: 'Points of the order and when they can be spent.',
    kind: 'account',
    needsNewAccounts: true,
  },
  {
    handle: 'customer-account.page.render',
    name: 'Rewards page in the account',
    description: 'Balance, tier, rewards, codes and history of the signed-in customer.',
    kind: 'account',
    needsNewAccounts: true,
  },
  {
    handle: 'purchase.checkout.block.render',
    name: 'Checkout',
    description: 'Balance, and rewards to redeem and apply without leaving.',
    kind: 'checkout',
    needsPlus: true,
  },
];

/** What this shop can have: a Plus-only place is not shown to others. */
export const placesFor = (shop: { isPlus: boolean; customerAccounts: string }): Place[] =>
  PLACES.filter(
    ({ needsPlus, needsNewAccounts }) =>
      (!needsPlus || shop.isPlus) && (!needsNewAccounts || shop.customerAccounts !== 'classic'),
  );

/** The page of Shopify's admin where the place is turned on. */
export function linkTo(place: Place, shop: { domain: string; apiKey: string }): string {
  const admin = `https://${shop.domain}/admin`;
  if (place.kind === 'checkout') return `${admin}/settings/checkout/editor?page=thank-you`;
  if (place.kind === 'account') return `${admin}/settings/checkout/editor?page=order-status`;
  const query = new URLSearchParams(
    place.kind === 'embed'
      ? { context: 'apps', template: place.template!, activateAppId: `${shop.apiKey}/launcher` }
      : {
          template: place.template!,
          addAppBlockId: `${shop.apiKey}/${place.handle}`,
          target: 'newAppsSection',
        },
  );
  return `${admin}/themes/current/editor?${query}`;
}

/** What App Bridge tells of one extension of ours, as far as it is read here. */
export type Activation = {
  type: string;
  activations: readonly {
    target: string;
    handle?: string;
    status?: string;
    activations?: readonly object[];
  }[];
};

/** Handles and targets that stand somewhere in the shop now. */
export function activeHandles(extensions: readonly Activation[]): Set<string> {
  return new Set(
    extensions
      .flatMap(({ activations }) => activations)
      .filter(
        ({ handle, status, activations }) =>
          handle === undefined || status === 'active' || (activations?.length ?? 0) > 0,
      )
      .map(({ handle, target }) => handle ?? target),
  );
}

/** Whether a theme of the shop shows something of ours. */
export const standsInTheme = (active: ReadonlySet<string>): boolean =>
  PLACES.some(({ kind, handle }) => (kind === 'embed' || kind === 'block') && active.has(handle));
