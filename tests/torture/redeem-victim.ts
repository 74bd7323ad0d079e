// One process of tests/torture/redeem.ts: does one thing and is killed at the given point of it,
// just before something leaves the process or just after an answer came in. Says 'done' if it got
// through.
import pg from 'pg';

const [scenario, shopText, redemptionId, customerText, rewardId, killAtText] = process.argv.slice(
  2,
) as [string, string, string, string, string, string];
const shopId = Number(shopText);
const customerId = BigInt(customerText);
const killAt = Number(killAtText);

let points = 0;
let isArmed = false;
function point() {
  if (isArmed && ++points === killAt) process.kill(process.pid, 'SIGKILL');
}

// Every way out of this process is a database statement or a request to Shopify.
const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  point();
  const callback = args.at(-1);
  if (typeof callback === 'function') {
    args[args.length - 1] = (...answer: unknown[]) => {
      point();
      callback(...answer);
    };
    return query.apply(this, args);
  }
  return (query.apply(this, args) as Promise<unknown>).then((answer) => {
    point();
    return answer;
  });
} as typeof pg.Client.prototype.query;
const ask = globalThis.fetch;
globalThis.fetch = async (...args) => {
  point();
  const answer = await ask(...args);
  point();
  return answer;
};

const { redeemReward } = await import('#app/rewards/redemptions/redeem-reward.server.ts');
const { issuePersonal } = await import('#app/rewards/redemptions/issue-personal.server.ts');
const { endAtOnce } = await import('#app/rewards/redemptions/end-redemption.server.ts');
const { keepPoolsFull } = await import('#app/rewards/codes/keep-pools-full.server.ts');
const { shopById } = await import('#app/sync/read.server.ts');
const { closeDatabase } = await import('#app/db.server.ts');

const shop = (await shopById(shopId))!;
const now = new Date();
const options = { priority: 'shopper' } as const;
const standing = { tier: null, groups: [], programmeIsActive: true };
isArmed = true;
if (scenario === 'redeem') {
  const wish = { id: redemptionId, customerId, rewardId, steps: 1 };
  const redeemed = await redeemReward(shop, wish, standing, now);
  if (redeemed.ok && redeemed.value.redemption.state === 'reserved') {
    await issuePersonal(shopId, redemptionId, now, options);
  }
} else if (scenario === 'cancel') {
  const ask = { by: 'shopper', reason: 'cancelled-by-shopper', customerId } as const;
  await endAtOnce(shopId, redemptionId, ask, now, options);
} else {
  await keepPoolsFull(shopId, now, options);
}
isArmed = false;
await closeDatabase();
console.log('done');
