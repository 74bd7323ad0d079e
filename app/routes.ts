// Every URL of Encore, written out. `npx remix routes` prints them as a tree.
import { index, layout, type RouteConfig, route } from '@remix-run/route-config';

export default [
  index('routes/landing.tsx'),
  route('auth/*', 'routes/admin/auth.ts'),
  route('webhooks', 'routes/webhooks/receive.ts'),

  // The merchant, inside Shopify's admin.
  layout('routes/admin/layout.tsx', [
    route('app', 'routes/admin/home.tsx'),
    route('app/customers', 'routes/admin/customers.tsx'),
    route('app/customers/:id', 'routes/admin/customer.tsx'),
    route('app/programme', 'routes/admin/programme.tsx'),
    route('app/rewards', 'routes/admin/rewards.tsx'),
    route('app/rewards/:id', 'routes/admin/reward.tsx'),
    route('app/storefront', 'routes/admin/storefront.tsx'),
    route('app/settings', 'routes/admin/settings.tsx'),
    route('app/*', 'routes/admin/not-found.tsx'),
  ]),
] satisfies RouteConfig;
