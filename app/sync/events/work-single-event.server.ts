// Webhooks that are each a matter of their own: uninstall, scopes, merges, redaction, data requests
// and the like. Every effect is committed together with the note that the event is done.
import { type Sql, sqlTransaction } from '../../db.server.ts';
import { announce, enqueue } from '../../jobs/enqueue.server.ts';
import { callableShop } from '../callable-shop.server.ts';
import { advanceOnBulk } from '../import/advance-on-bulk.server.ts';
import { collectCustomerData } from '../privacy/collect-customer-data.server.ts';
import { isInstalled } from '../privacy/is-installed.server.ts';
import { mergeCustomers } from '../privacy/merge-customers.server.ts';
import type { NamedPerson } from '../privacy/named-person.server.ts';
import { redactCustomer } from '../privacy/redact-customer.server.ts';
import { redactShop } from '../privacy/redact-shop.server.ts';
import { uninstallShop } from '../privacy/uninstall-shop.server.ts';
import { updateScopes } from '../shop/update-scopes.server.ts';
import { markCustomersDeleted, markProductsDeleted } from '../store/mark-deleted.server.ts';
import type { Work } from '../topics.ts';
import { type PendingEvent, settle } from './work-events.server.ts';

type SingleWork = Exclude<Work, 'order' | 'order-deleted' | 'customer' | 'product' | 'shop-redact'>;
type Effect = (sql: Sql, shopId: number, event: PendingEvent) => Promise<string | null>;

/**
 * Does one event. An effect that does not apply any more leaves the event ignored with its reason.
 */
export async function workSingleEvent(
  shopId: number,
  work: Work,
  event: PendingEvent,
): Promise<void> {
  // With the shop's rows goes the event itself.
  if (work === 'shop-redact') return redactShop(shopId, event);
  // A late word of an uninstall must not take down a shop that has come back meanwhile.
  const shop = work === 'uninstalled' ? await callableShop(shopId) : null;
  const isBack = shop !== null && (await isInstalled(shop));
  await sqlTransaction(async (sql) => {
    if (isBack) {
      return settle(sql, shopId, [event], { outcome: 'ignored', reason: 'installed-again' });
    }
    const reason = await effects[work as SingleWork](sql, shopId, event);
    const outcome = reason === null ? 'done' : 'ignored';
    await settle(sql, shopId, [event], { outcome, reason });
  });
}

const done = null;

/** Each returns null, or why it did nothing. */
const effects: Record<SingleWork, Effect> = {
  'customer-deleted': async (sql, shopId, { objectId }) => {
    await markCustomersDeleted(sql, shopId, [objectId!]);
    return done;
  },
  'customer-merged': async (sql, shopId, { objectId, detail }) => {
    await mergeCustomers(sql, shopId, BigInt(String(detail!.fromId)), objectId!);
    return done;
  },
  'product-deleted': async (sql, shopId, { objectId }) => {
    await markProductsDeleted(sql, shopId, [objectId!]);
    return done;
  },
  discount: async (sql, shopId, { objectId }) => {
    await announce(sql, 'discount.changed', { shopId, discountId: String(objectId) });
    return done;
  },
  shop: async (sql, shopId) => {
    await enqueue(sql, 'sync/read-shop', { shopId }, { key: 'facts' });
    return done;
  },
  scopes: async (sql, shopId, { detail }) => {
    await updateScopes(sql, shopId, (detail?.current ?? []) as string[]);
    return done;
  },
  bulk: async (sql, shopId, { objectId }) => {
    return (await advanceOnBulk(sql, shopId, objectId!)) ? done : 'not-ours';
  },
  uninstalled: async (sql, shopId, event) => uninstallShop(sql, shopId, event),
  'data-request': async (sql, shopId, event) => {
    await collectCustomerData(sql, shopId, personIn(event));
    return forgetAddress(sql, shopId, event);
  },
  'customer-redact': async (sql, shopId, event) => {
    await redactCustomer(sql, shopId, personIn(event));
    return forgetAddress(sql, shopId, event);
  },
};

const personIn = ({ objectId, detail }: PendingEvent): NamedPerson => ({
  customerId: objectId,
  orderIds: ((detail?.orderIds ?? []) as string[]).map(BigInt),
  sealedEmail: (detail?.sealedEmail ?? null) as string | null,
});

async function forgetAddress(sql: Sql, shopId: number, { webhookId }: PendingEvent) {
  await sql.query(
    `UPDATE webhook_event SET detail = detail - 'sealedEmail'
     WHERE shop_id = $1 AND webhook_id = $2`,
    [shopId, webhookId],
  );
  return done;
}
