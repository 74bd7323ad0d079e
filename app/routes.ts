// Every URL of Encore, written out. `npx remix routes` prints them as a tree.
import { index, layout, type RouteConfig, route } from '@remix-run/route-config';

export default [
  index('routes/landing.tsx'),
  route('auth/*', 'routes/admin/auth.ts'),
  route('webhooks', 'routes/webhooks/receive.ts'),

  route('api/v1/events', 'routes/shoppers/api-events.ts'),
  route('api/staff/:door', 'routes/shoppers/staff.ts'),
  route('api/flow/:action', 'routes/shoppers/flow.ts'),

  // The merchant, inside Shopify's admin.
  layout('routes/admin/layout.tsx', [
    route('app', 'routes/admin/home/home.tsx'),
    route('app/retention', 'routes/admin/retention.tsx'),
    route('app/cohorts', 'routes/admin/cohorts.tsx'),
    route('app/segments', 'routes/admin/segments.tsx'),
    route('app/segments/export', 'routes/admin/segments-export.ts'),
    route('app/value', 'routes/admin/value.tsx'),
    route('app/forecast', 'routes/admin/forecast.tsx'),
    route('app/customers', 'routes/admin/customers/customers.tsx'),
    route('app/customers/:id', 'routes/admin/customers/customer.tsx'),
    route('app/programme', 'routes/admin/programme.tsx'),
    route('app/programme/earn', 'routes/admin/programme-earn.tsx'),
    route('app/programme/bonuses', 'routes/admin/programme-bonuses.tsx'),
    route('app/programme/tiers', 'routes/admin/programme-tiers.tsx'),
    route('app/programme/economics', 'routes/admin/programme-economics.tsx'),
    route('app/members', 'routes/admin/members.tsx'),
    route('app/members/export', 'routes/admin/members-export.ts'),
    route('app/members/import', 'routes/admin/members-import.tsx'),
    route('app/members/:id', 'routes/admin/member.tsx'),
    route('app/activity', 'routes/admin/activity.tsx'),
    route('app/liability', 'routes/admin/liability.tsx'),
    route('app/rewards', 'routes/admin/rewards.tsx'),
    route('app/rewards/:id', 'routes/admin/reward.tsx'),
    route('app/storefront', 'routes/admin/storefront/storefront.tsx'),
    route('app/data', 'routes/admin/data/data.tsx'),
    route('app/data/export/:name', 'routes/admin/data/export.ts'),
    route('app/data/requests/:id', 'routes/admin/data/request.ts'),
    route('app/settings', 'routes/admin/settings.tsx'),
    route('app/*', 'routes/admin/not-found.tsx'),
  ]),
] satisfies RouteConfig;
