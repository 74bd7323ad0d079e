// The places for extensions on each page.

export const checkoutTargets = [
  'purchase.checkout.header.render-after',
  'purchase.checkout.contact.render-after',
  'purchase.checkout.delivery-address.render-before',
  'purchase.checkout.delivery-address.render-after',
  'purchase.checkout.shipping-option-list.render-before',
  'purchase.checkout.shipping-option-list.render-after',
  'purchase.checkout.payment-method-list.render-before',
  'purchase.checkout.payment-method-list.render-after',
  'purchase.checkout.block.render',
  'purchase.checkout.actions.render-before',
  'purchase.checkout.cart-line-list.render-after',
  'purchase.checkout.reductions.render-before',
  'purchase.checkout.reductions.render-after',
  'purchase.checkout.footer.render-after',
] as const;

export const thankYouTargets = [
  'purchase.thank-you.announcement.render',
  'purchase.thank-you.header.render-after',
  'purchase.thank-you.block.render',
  'purchase.thank-you.customer-information.render-after',
  'purchase.thank-you.cart-line-list.render-after',
  'purchase.thank-you.footer.render-after',
] as const;

export const orderStatusTargets = [
  'customer-account.order-status.announcement.render',
  'customer-account.order-status.block.render',
  'customer-account.order-status.customer-information.render-after',
  'customer-account.order-status.cart-line-list.render-after',
  'customer-account.order-status.payment-details.render-after',
  'customer-account.order-status.return-details.render-after',
  'customer-account.order-status.unfulfilled-items.render-after',
] as const;

export const accountTargets = {
  orders: [
    'customer-account.order-index.announcement.render',
    'customer-account.order-index.block.render',
  ],
  profile: [
    'customer-account.profile.announcement.render',
    'customer-account.profile.block.render',
  ],
  page: ['customer-account.page.render'],
  orderPage: ['customer-account.order.page.render'],
} as const;

export const adminCustomerTargets = ['admin.customer-details.block.render'] as const;

export const posTargets = {
  home: ['pos.home.tile.render'],
  modal: ['pos.home.modal.render'],
  customer: ['pos.customer-details.block.render'],
} as const;
