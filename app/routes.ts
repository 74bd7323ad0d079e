// Every URL of Encore that Remix answers, written out. `npx remix routes` prints them as a tree.
// /webhooks, /proxy/* and /api/{checkout,account}/* are answered before it: routes/webhooks,
// routes/shoppers.
import { index, layout, type RouteConfig, route } from '@remix-run/route-config';

export default [
  index('routes/landing.tsx'),
  route('auth/*', 'routes/admin/auth.ts'),

  route('api/v1/events', 'routes/shoppers/api-events.ts'),
  route('api/v1/customers/:customer/:door', 'routes/shoppers/api-rewards.ts'),
  route('api/staff/:door', 'routes/shoppers/staff.ts'),
  route('api/flow/:action', 'routes/shoppers/flow.ts'),

  // The merchant, inside Shopify's admin.
  layout('routes/admin/layout.tsx', [
    route('app', 'routes/admin/home/home.tsx'),
    route('app/retention', 'routes/admin/retention/retention.tsx'),
    route('app/retention/cohorts', 'routes/admin/retention/cohorts.tsx'),
    route('app/customers/segments', 'routes/admin/retention/segments.tsx'),
    route('app/customers/segments/export', 'routes/admin/retention/segments-export.ts'),
    route('app/retention/value', 'routes/admin/retention/value.tsx'),
    route('app/retention/forecast', 'routes/admin/retention/forecast.tsx'),
    route('app/customers', 'routes/admin/customers/customers.tsx'),
    route('app/customers/:id', 'routes/admin/customers/customer.tsx'),
    route('app/programme', 'routes/admin/programme/programme.tsx'),
    route('app/programme/earn', 'routes/admin/programme/programme-earn.tsx'),
    route('app/programme/bonuses', 'routes/admin/programme/programme-bonuses.tsx'),
    route('app/programme/tiers', 'routes/admin/programme/programme-tiers.tsx'),
    route('app/programme/api-keys', 'routes/admin/programme/api-keys.tsx'),
    route('app/programme/shopify-segments', 'routes/admin/programme/shopify-segments.ts'),
    route('app/programme/economics', 'routes/admin/programme/economics/programme-economics.tsx'),
    route('app/members', 'routes/admin/members/members.tsx'),
    route('app/members/export', 'routes/admin/members/members-export.ts'),
    route('app/members/import', 'routes/admin/members/members-import.tsx'),
    route('app/members/change', 'routes/admin/members/members-change.tsx'),
    route('app/members/changes/:id', 'routes/admin/members/bulk-change.tsx'),
    route('app/members/changes/:id/problems', 'routes/admin/members/change-problems.ts'),
    route('app/members/:id', 'routes/admin/members/member.tsx'),
    route('app/programme/activity', 'routes/admin/members/activity.tsx'),
    route('app/programme/liability', 'routes/admin/members/liability.tsx'),
    route('app/rewards', 'routes/admin/rewards/rewards.tsx'),
    route('app/rewards/:id', 'routes/admin/rewards/reward.tsx'),
    route('app/rewards/codes', 'routes/admin/codes/codes.tsx'),
    route('app/rewards/codes/export', 'routes/admin/codes/codes-export.ts'),
    route('app/referrals', 'routes/admin/referrals/referrals.tsx'),
    route('app/storefront', 'routes/admin/storefront/storefront.tsx'),
    route('app/settings/data', 'routes/admin/data/data.tsx'),
    route('app/settings/data/export/:name', 'routes/admin/data/export.ts'),
    route('app/settings/data/requests/:id', 'routes/admin/data/request.ts'),
    route('app/settings', 'routes/admin/settings.tsx'),
    route('app/*', 'routes/admin/not-found.tsx'),
  ]),
] satisfies RouteConfig;
