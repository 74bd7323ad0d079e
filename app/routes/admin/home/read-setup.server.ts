// How far a shop is with setting Encore up, read from what it has.
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { readDismissedCards } from '#app/merchant/read.server.ts';
import { readSettings } from '#app/retention/read.server.ts';
import { readRewards } from '#app/rewards/read.server.ts';
import type { Shop } from '#app/sync/read.server.ts';
import type { SetupStep } from './setup-guide.tsx';

/** The steps, or null where the merchant has put the guide away. */
export async function readSetup(
  shop: Shop,
  isImported: boolean,
  now: Date,
): Promise<SetupStep[] | null> {
  const [dismissed, settings, programme, rewards] = await Promise.all([
    readDismissedCards(shop.id),
    readSettings(shop.id),
    readProgramme(pool, shop.id, now),
    readRewards(shop.id),
  ]);
  if (dismissed.has('setup-guide')) return null;
  return [
    {
      id: 'import',
      title: 'Bring in your history',
      text: 'Encore reads your customers, orders and products. It goes on by itself, also while this page is closed.',
      isDone: isImported,
    },
    {
      id: 'settings',
      title: 'Tell Encore about your shop',
      text: 'Pick your industry to compare your retention with others, and give your margin so that value means profit.',
      isDone: settings.industry !== null,
      action: { label: 'Open settings', url: '/app/settings' },
    },
    {
      id: 'programme',
      title: 'Decide how points are earned',
      text: 'Start with a rule that gives about 5 % back, or make the rule your own.',
      isDone: programme?.rules.isActive ?? false,
      action: { label: 'Open programme', url: '/app/programme' },
    },
    {
      id: 'reward',
      title: 'Offer a reward',
      text: 'Give points something to become: an amount off, free shipping or a free product.',
      isDone: rewards.some(({ state }) => state === 'active'),
      action: { label: 'Open rewards', url: '/app/rewards' },
    },
    {
      id: 'theme',
      title: 'Show points in your shop',
      text: 'Add the Encore blocks to your product page and cart. Nothing of your theme is changed until you save it in the theme editor.',
      isDone: false,
      action: { label: 'Open storefront', url: '/app/storefront' },
    },
  ];
}
