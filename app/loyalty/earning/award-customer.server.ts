// Points of an action for a customer of the shop, whoever reports it: the shopper, another program.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { readVersions } from '../programme/read.server.ts';
import type { LedgerTx } from '../query.server.ts';
import { accountOfCustomer } from '../read.server.ts';
import type { ActionRefusal } from './action-worth.ts';
import { type Awarded, awardAction, type Occurrence } from './award-action.server.ts';

/** `awardAction` by customer; the balance in Shopify follows. */
export async function awardCustomer(
  tx: LedgerTx,
  shopId: number,
  customerId: bigint,
  occurrence: Occurrence,
): Promise<Ok<Awarded> | ActionRefusal | Refused<'blocked' | 'not-a-member'>> {
  const account = await accountOfCustomer(tx, shopId, customerId);
  if (!account) return refuse('not-a-member');
  const programme = {
    versions: await readVersions(tx, shopId),
    calendar: shopCalendar((await shopById(shopId, tx))!.timezone),
  };
  const awarded = await awardAction(tx, shopId, account.id, occurrence, programme);
  if (!awarded.ok) return awarded;
  await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
  return ok(awarded.value);
}
