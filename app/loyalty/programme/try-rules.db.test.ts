import { expect, test } from 'vitest';
import { addDays } from '#app/basics/calendar.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import {
  seedCustomer,
  seedOrder,
  seedProduct,
  seedShop,
} from '../../../tests/factories/shop-data.ts';
import { awardAction } from '../earning/award-action.server.ts';
import { awardCustomers, awardOrders } from '../earning/award-members.server.ts';
import { awardNewsletter } from '../earning/award-newsletter.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { awardYearlyOccasions } from '../members/yearly-occasions.server.ts';
import { accountOfCustomer } from '../read.server.ts';
import { placeAllTiers } from '../tiers/place-all-tiers.server.ts';
import { publishRules } from './publish-rules.server.ts';
import { readVersions } from './read.server.ts';
import { readTrialFacts } from './read-trial.server.ts';
import { type Rules, type RulesInput, rulesSchema } from './rules.ts';
import { tryRules } from './try-rules.server.ts';

const FROM = new Date('2025-03-10T00:00:00Z');
const NOW = new Date('2026-03-10T00:00:00Z');
const CLUB = 77n;
const HOUR_MS = 3_600_000;
const settings = { worthOfHundred: 100n, cheapestReward: 500n, redemptionRate: 0.6, margin: 0.5 };
const calendar = shopCalendar('UTC');

type Tiers = NonNullable<RulesInput['tiers']>;
const rulesWith = (tiers: Pick<Tiers, 'basis' | 'window'>, thresholds: [number, number]): Rules =>
  rulesSchema.parse({
    isActive: true,
    enrolment: 'automatic',
    excludedCustomerTags: ['trade'],
    order: {
      base: { kind: 'per-amount', points: 1, per: 100 },
      limit: { points: 900, unit: 'month' },
      milestones: [{ order: 3, points: 33 }],
    },
    actions: [
      { id: 'join', kind: 'sign-up', name: 'Joining', points: 100 },
      { id: 'news', kind: 'newsletter', name: 'Newsletter', points: 25 },
      { id: 'birthday', kind: 'birthday', name: 'Birthday', points: 50 },
      { id: 'years', kind: 'anniversary', name: 'Years', points: 60 },
      {
        id: 'review',
        kind: 'review',
        name: 'Review',
        points: 7,
        limit: { times: 2, unit: 'month' },
      },
      { id: 'never', kind: 'visit', name: 'Visit', points: 3 },
    ],
    campaigns: [
      {
        id: 'double',
        name: 'Double for silver',
        startsAt: '2025-08-01T00:00:00Z',
        endsAt: '2025-10-01T00:00:00Z',
        percent: 200,
        tierIds: ['silver'],
      },
    ],
    tiers: {
      ...tiers,
      graceDays: 20,
      levels: [
        { id: 'silver', name: 'Silver', threshold: thresholds[0], percent: 150, entryPoints: 40 },
        { id: 'gold', name: 'Gold', threshold: thresholds[1], percent: 300, entryPoints: 90 },
      ],
      memberships: [{ productId: CLUB, tierId: 'gold', months: 2 }],
    },
  } satisfies RulesInput);

type Happening = { at: Date; run: () => Promise<unknown> };

/** Lives the year through as it came, job by job, with the ledger awarding. */
async function live(shopId: number, rules: Rules) {
  const happenings: Happening[] = [];
  for (const product of [1n, CLUB]) await seedProduct(shopId, product);
  const add = (at: Date, run: () => Promise<unknown>) => happenings.push({ at, run });
  let random = 7;
  const draw = (below: number) => {
    random = (random * 16_807) % 2_147_483_647;
    return random % below;
  };
  for (let id = 1n; id <= 14n; id++) {
    const createdAt = id <= 9n ? new Date(0) : new Date(+FROM + draw(300) * 24 * HOUR_MS + 1);
    const tags = id === 9n ? ['trade'] : [];
    // The second and third are one person.
    const person = id === 2n || id === 3n ? { email: 'one@example.com' } : {};
    const seed = () => seedCustomer(shopId, id, { createdAt, tags, ...person });
    if (id <= 9n) await seed();
    else
      add(createdAt, async () => {
        await seed();
        await awardCustomers(shopId, [id], createdAt);
      });
    for (let number = 0n; number < 9n; number++) {
      const orderId = id * 100n + number;
      const placedAt = new Date(+FROM + (draw(730) - 365) * 24 * HOUR_MS + draw(86_000) * 1000 + 5);
      if (placedAt < createdAt) continue;
      const net = BigInt(draw(30_000));
      const productId = draw(12) === 0 ? CLUB : 1n;
      const order = { id: orderId, customerId: id, placedAt, net };
      const lines = [{ id: orderId * 10n, productId, total: net }];
      if (placedAt < FROM) await seedOrder(shopId, { ...order, lines });
      else
        add(placedAt, async () => {
          await seedOrder(shopId, { ...order, lines });
          await awardOrders(shopId, [orderId], placedAt);
        });
    }
  }
  expect(await publishRules(shopId, { rules, now: FROM })).toMatchObject({ ok: true });
  await awardCustomers(shopId, [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n], FROM);
  // One was a member long before, and two told their birthdays.
  await pool.query(
    `UPDATE loyalty_account SET joined_at = '2023-06-01T12:00:00Z'
     WHERE shop_id = $1 AND customer_id = 1`,
    [shopId],
  );
  await pool.query(
    `INSERT INTO loyalty_member_detail (shop_id, account_id, birth_month, birth_day, set_at)
     SELECT shop_id, id, CASE customer_id WHEN 4 THEN 2 ELSE 11 END, 29 - (customer_id % 2) * 9,
       '2024-01-01' FROM loyalty_account WHERE shop_id = $1 AND customer_id IN (4, 5)`,
    [shopId],
  );
  addJobs(shopId, add);
  happenings.sort((a, b) => +a.at - +b.at);
  for (const { run } of happenings) await run();
}

function addJobs(shopId: number, add: (at: Date, run: () => Promise<unknown>) => void) {
  for (let day = '2025-03-10'; day < '2026-03-10'; day = addDays(day, 1)) {
    const night = new Date(+calendar.startOf(day) + HOUR_MS);
    const morning = new Date(+night + 7 * HOUR_MS);
    add(night, () => placeAllTiers(shopId, night));
    if (/-(01|10|11|20|28)$/.test(day)) add(morning, () => awardYearlyOccasions(shopId, morning));
  }
  const agreedAt = new Date('2025-07-07T07:07:07Z');
  add(agreedAt, async () => {
    await pool.query(
      `UPDATE customer SET email_marketing = 'SUBSCRIBED', email_marketing_at = $2
       WHERE shop_id = $1 AND id = 6`,
      [shopId, agreedAt],
    );
    await awardNewsletter(shopId, null, agreedAt);
  });
  for (const hour of [1, 2, 3, 900]) {
    const at = new Date(+FROM + hour * HOUR_MS);
    add(at, () => review(shopId, at));
  }
}

async function review(shopId: number, at: Date) {
  const account = await accountOfCustomer(pool, shopId, 8n);
  await sqlTransaction(async (tx) => {
    const programme = { versions: await readVersions(tx, shopId), calendar };
    const wanted = { actionId: 'review', occurrence: at.toISOString(), at };
    await awardAction(tx, shopId, account!.id, wanted, programme);
  });
}

async function awarded(shopId: number) {
  const points = await pool.query<{ part: string; points: bigint }>(
    `SELECT CASE WHEN reason = 'tier' THEN 'entryRewards' WHEN subject LIKE 'order/%' THEN 'orders'
       ELSE 'actions' END AS part, sum(points)::bigint AS points
     FROM loyalty_entry WHERE shop_id = $1 GROUP BY 1`,
    [shopId],
  );
  const tiers = await pool.query<{ tier: string | null; members: number }>(
    `SELECT tier_id AS tier, count(*)::int AS members FROM loyalty_account
     WHERE shop_id = $1 GROUP BY 1`,
    [shopId],
  );
  return {
    ...Object.fromEntries(points.rows.map(({ part, points: sum }) => [part, sum])),
    tiers: Object.fromEntries(tiers.rows.map(({ tier, members }) => [tier ?? 'none', members])),
  };
}

const CASES = [
  ['spend', 'rolling-year', [30_000, 70_000]],
  ['points', 'calendar-year', [300, 900]],
  ['orders', 'lifetime', [4, 8]],
] as const;

for (const [basis, window, thresholds] of CASES) {
  test(`a trial by ${basis} in a ${window} is what the ledger awards in that year`, {
    timeout: 120_000,
  }, async () => {
    const shopId = await seedShop(`trial-${basis}.myshopify.com`);
    const rules = rulesWith({ basis, window }, [...thresholds]);
    await live(shopId, rules);
    const trial = await tryRules({ id: shopId, timezone: 'UTC' }, rules, settings, NOW);
    const { orders, bonuses, multipliers, entryRewards, actions } = trial.sources;
    expect({
      orders: orders + bonuses + multipliers,
      entryRewards,
      actions: actions.reduce((total, { points }) => total + points, 0n),
      tiers: Object.fromEntries(
        trial.byTier
          .filter(({ members }) => members > 0)
          .map(({ tierId, members }) => [tierId ?? 'none', members]),
      ),
    }).toEqual(await awarded(shopId));
    expect(trial.issued).toBe(trial.byMonth.reduce((total, { points }) => total + points, 0n));
    for (const part of [orders, bonuses, multipliers, entryRewards])
      expect(part).toBeGreaterThan(0n);
    expect(actions.map(({ id, times }) => `${id} ${times}`).sort()).toEqual([
      'birthday 2',
      'join 5',
      'news 1',
      'review 3',
      'years 1',
    ]);
    expect(trial.unseen.map(({ name }) => name)).toEqual(['Visit']);
  });
}

test('a sample is drawn fairly from numbers that lie as far apart as those of Shopify', async () => {
  const shopId = await seedShop('trial-sample.myshopify.com');
  await pool.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at)
     SELECT $1, 7000000000079 + 32768 * n, now(), now(), now() FROM generate_series(1, 2000) n`,
    [shopId],
  );
  const rules = rulesWith({ basis: 'spend', window: 'lifetime' }, [1, 2]);
  for (const every of [1, 2, 4]) {
    const year = { shopId, from: FROM, now: NOW, every, calendar };
    const drawn = await readTrialFacts(year, rules);
    expect(Math.abs(drawn.length * every - 2000)).toBeLessThanOrEqual(every === 1 ? 0 : 200);
  }
});
