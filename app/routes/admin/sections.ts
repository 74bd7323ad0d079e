// The admin's map: what stands in Shopify's sidebar under Encore, and the pages of one section,
// which are tabs of each other. A page's address begins with its section's, because Shopify marks
// the entry of the sidebar by that.

export type SectionPage = { to: string; label: string };
export type Section = { pages: readonly [SectionPage, ...SectionPage[]] };

/** In the order of the circle: measure, reward, reach. Home is the app's own name. */
export const SECTIONS: readonly Section[] = [
  {
    pages: [
      { to: '/app/retention', label: 'Retention' },
      { to: '/app/retention/cohorts', label: 'Cohorts' },
      { to: '/app/retention/value', label: 'Customer value' },
      { to: '/app/retention/forecast', label: 'Forecast check' },
    ],
  },
  {
    pages: [
      { to: '/app/customers', label: 'Customers' },
      { to: '/app/customers/segments', label: 'Segments' },
    ],
  },
  {
    pages: [
      { to: '/app/programme', label: 'Programme' },
      { to: '/app/programme/earn', label: 'Ways to earn' },
      { to: '/app/programme/bonuses', label: 'Bonuses' },
      { to: '/app/programme/tiers', label: 'Tiers' },
      { to: '/app/programme/economics', label: 'Economics' },
      { to: '/app/programme/liability', label: 'Liability' },
      { to: '/app/programme/activity', label: 'Activity' },
      { to: '/app/programme/api-keys', label: 'API keys' },
    ],
  },
  { pages: [{ to: '/app/members', label: 'Members' }] },
  {
    pages: [
      { to: '/app/rewards', label: 'Rewards' },
      { to: '/app/rewards/codes', label: 'Codes' },
    ],
  },
  { pages: [{ to: '/app/referrals', label: 'Referrals' }] },
  { pages: [{ to: '/app/storefront', label: 'Storefront' }] },
  {
    pages: [
      { to: '/app/settings', label: 'Settings' },
      { to: '/app/settings/data', label: 'Data' },
    ],
  },
];

/** The pages beside the one at `pathname`; none for a page without siblings, such as a profile. */
export function siblingPages(pathname: string): readonly SectionPage[] {
  const path = pathname.replace(/\/$/, '');
  const section = SECTIONS.find(({ pages }) => pages.some(({ to }) => to === path));
  return section && section.pages.length > 1 ? section.pages : [];
}
