// Joins every job of the catalogue to the act that does it.
import { assert } from '#app/basics/assert.ts';
import { awardCustomers, awardOrders } from '#app/loyalty/earning/award-members.server.ts';
import { awardNewsletter } from '#app/loyalty/earning/award-newsletter.server.ts';
import { readCollections } from '#app/loyalty/earning/read-collections.server.ts';
import { keepNamedSegments } from '#app/loyalty/earning/segments/keep-segments.server.ts';
import { awardAll } from '#app/loyalty/earning/start/award-all.server.ts';
import { expireLots } from '#app/loyalty/expiry/expire-lots.server.ts';
import { applyChange } from '#app/loyalty/members/bulk/apply-change.server.ts';
import { checkChange } from '#app/loyalty/members/bulk/check-change.server.ts';
import { forgetUnarrived } from '#app/loyalty/members/bulk/forget-files.server.ts';
import { undoChange } from '#app/loyalty/members/bulk/undo-change.server.ts';
import { eraseMember } from '#app/loyalty/members/erase-member.server.ts';
import { mergeAccounts } from '#app/loyalty/members/merge-accounts.server.ts';
import { noticeDue, writeMetafields } from '#app/loyalty/members/write-metafields.server.ts';
import { awardYearlyOccasions } from '#app/loyalty/members/yearly-occasions.server.ts';
import { keepMonths } from '#app/loyalty/programme/keep-months.server.ts';
import { tellFlowOfEarning, tellFlowOfExpiry } from '#app/loyalty/tell-flow.server.ts';
import { placeAllTiers } from '#app/loyalty/tiers/place-all-tiers.server.ts';
import { tellFlowOfTiers } from '#app/loyalty/tiers/tell-flow.server.ts';
import { verifyAndTell } from '#app/loyalty/verify-ledger.server.ts';
import { completeDue, followOrders } from '#app/referrals/follow-orders.server.ts';
import {
  followReferralMerge,
  forgetPerson,
  forgetTraces,
} from '#app/referrals/forget-traces.server.ts';
import { tellFlowOfReferral } from '#app/referrals/tell-flow.server.ts';
import { checkDiscount } from '#app/rewards/codes/check-discount.server.ts';
import { closePools } from '#app/rewards/codes/close-pools.server.ts';
import { keepPoolsFull } from '#app/rewards/codes/keep-pools-full.server.ts';
import { resumeStuck, sweepOrphans } from '#app/rewards/codes/sweep-orphans.server.ts';
import { deliverPerks } from '#app/rewards/perks/deliver-perks.server.ts';
import { readRewardCollections } from '#app/rewards/read-cart.server.ts';
import { removeCode } from '#app/rewards/redemptions/end-redemption.server.ts';
import { expireRedemptions } from '#app/rewards/redemptions/expire-redemptions.server.ts';
import { followMerge } from '#app/rewards/redemptions/follow-merge.server.ts';
import { issuePersonal } from '#app/rewards/redemptions/issue-personal.server.ts';
import { lookForCodes } from '#app/rewards/redemptions/look-for-codes.server.ts';
import { noteGiven } from '#app/rewards/redemptions/note-given.server.ts';
import { settleOrders } from '#app/rewards/redemptions/settle-orders.server.ts';
import { tellFlowOfRedemption } from '#app/rewards/redemptions/tell-flow.server.ts';
import { startRewards } from '#app/rewards/start-rewards.server.ts';
import { forgetNonces } from '#app/shoppers/nonce.server.ts';
import { tellThemes } from '#app/shoppers/texts/tell-themes.server.ts';
import { withShopifySegments } from '../loyalty/earning/segments/shopify-segments.server.ts';
import { rebuild } from '../retention/rebuild.server.ts';
import { refreshCustomers } from '../retention/refresh-customers.server.ts';
import { scoreCustomers } from '../retention/score-customers.server.ts';
import { customersOfSegment } from '../retention/segments/read.server.ts';
import { workEvents } from '../sync/events/work-events.server.ts';
import { advanceImport } from '../sync/import/advance-import.server.ts';
import { readPart } from '../sync/import/read-part.server.ts';
import { startImport } from '../sync/import/start-import.server.ts';
import { rotateKeys } from '../sync/privacy/rotate-keys.server.ts';
import { shopById } from '../sync/read.server.ts';
import { cleanUp } from '../sync/reconcile/clean-up.server.ts';
import { reconcile } from '../sync/reconcile/reconcile.server.ts';
import { fetchShopFacts } from '../sync/shop/fetch-shop-facts.server.ts';
import type { JobName, JobPayload } from './catalog.ts';
import { jobs } from './catalog.ts';

export type JobContext = {
  /** Aborted when the worker has to stop at once. */
  signal?: AbortSignal;
};

export type Handlers = {
  [Name in JobName]: (payload: JobPayload<Name>, context: JobContext) => Promise<void>;
};

const readingSegments = (signal: JobContext['signal']) =>
  withShopifySegments(customersOfSegment, { priority: 'import', signal });

export const handlers: Handlers = {
  'sync/read-shop': ({ shopId }, { signal }) => fetchShopFacts(shopId, signal),
  'sync/start-import': async ({ shopId, cause }, { signal }) =>
    void (await startImport(shopId, cause, new Date(), signal)),
  'sync/advance-import': ({ shopId, runId }, { signal }) =>
    advanceImport(shopId, runId, new Date(), signal),
  'sync/read-part': ({ shopId, runId, name }, { signal }) => readPart(shopId, runId, name, signal),
  'sync/work-events': ({ shopId }, { signal }) => workEvents(shopId, signal),
  'sync/reconcile': ({ shopId }, { signal }) => reconcile(shopId, signal),
  'sync/compare-months': async ({ shopId }, { signal }) => {
    await cleanUp(shopId, new Date());
    await startImport(shopId, 'census', new Date(), signal);
  },
  'sync/rotate-keys': ({ shopId }, { signal }) => rotateKeys(shopId, signal),
  'retention/refresh-orders': (payload) => refreshCustomers(payload, new Date()),
  'retention/refresh-customers': (payload) => refreshCustomers(payload, new Date()),
  'retention/rebuild': async ({ shopId }) => void (await rebuild(shopId, new Date())),
  'retention/score': async ({ shopId }, { signal }) =>
    void (await scoreCustomers(shopId, new Date(), signal)),
  'referrals/follow-orders': ({ shopId, orderIds }) => followOrders(shopId, orderIds, new Date()),
  'referrals/complete-due': async ({ shopId }) => void (await completeDue(shopId, new Date())),
  'referrals/tell-flow': ({ shopId, referralId }, { signal }) =>
    tellFlowOfReferral(shopId, referralId, { priority: 'import', signal }),
  'referrals/forget-traces': ({ shopId }) => forgetTraces(shopId, new Date()),
  'referrals/forget-person': ({ shopId, customerId, sealedEmail }) =>
    forgetPerson(shopId, customerId, sealedEmail),
  'referrals/follow-merge': ({ shopId, fromId, intoId }) =>
    followReferralMerge(shopId, fromId, intoId),
  'shoppers/tell-themes': ({ shopId }, { signal }) =>
    tellThemes(shopId, new Date(), { priority: 'admin', signal }),
  'shoppers/forget-nonces': ({ shopId }) => forgetNonces(shopId, new Date()),
  'rewards/tell-flow': ({ shopId, redemptionId }, { signal }) =>
    tellFlowOfRedemption(shopId, redemptionId, new Date(), { priority: 'import', signal }),
  'rewards/note-given': ({ shopId, redemptionId }, { signal }) =>
    noteGiven(shopId, redemptionId, { priority: 'webhook', signal }),
  'rewards/start': ({ shopId }) => startRewards(shopId, new Date()),
  'rewards/follow-merge': ({ shopId, fromId, intoId }, { signal }) =>
    followMerge(shopId, fromId, intoId, { priority: 'webhook', signal }),
  'rewards/keep-pools-full': ({ shopId }, { signal }) =>
    keepPoolsFull(shopId, new Date(), { priority: 'webhook', signal }),
  'rewards/close-pools': ({ shopId }, { signal }) =>
    closePools(shopId, new Date(), { priority: 'import', signal }),
  'rewards/issue-personal': ({ shopId, redemptionId }, { signal }) =>
    issuePersonal(shopId, redemptionId, new Date(), { priority: 'shopper', signal }),
  'rewards/remove-code': ({ shopId, redemptionId }, { signal }) =>
    removeCode(shopId, redemptionId, new Date(), { priority: 'shopper', signal }),
  'rewards/settle-orders': ({ shopId, orderIds }) => settleOrders(shopId, orderIds, new Date()),
  'rewards/look-for-codes': ({ shopId, since }) => lookForCodes(shopId, since),
  'rewards/expire': async ({ shopId }) => void (await expireRedemptions(shopId, new Date())),
  'rewards/resume-stuck': ({ shopId }) => resumeStuck(shopId, new Date()),
  'rewards/sweep-orphans': async ({ shopId }, { signal }) =>
    void (await sweepOrphans(shopId, new Date(), { priority: 'import', signal })),
  'rewards/read-collections': ({ shopId }, { signal }) =>
    readRewardCollections(shopId, { priority: 'webhook', signal }),
  'rewards/deliver-perks': ({ shopId }, { signal }) =>
    deliverPerks(shopId, new Date(), { priority: 'webhook', signal }),
  'rewards/check-discount': ({ shopId, discountId }, { signal }) =>
    checkDiscount(shopId, discountId, new Date(), { priority: 'webhook', signal }),
  'loyalty/award-orders': ({ shopId, orderIds }) => awardOrders(shopId, orderIds, new Date()),
  'loyalty/award-customers': async ({ shopId, customerIds }) => {
    await awardCustomers(shopId, customerIds, new Date());
    await awardNewsletter(shopId, customerIds, new Date());
  },
  'loyalty/award-newsletter': ({ shopId }) => awardNewsletter(shopId, null, new Date()),
  'loyalty/award-all': ({ shopId, afterCustomerId, startedAt }, { signal }) => {
    const since = startedAt === undefined ? undefined : new Date(startedAt);
    const slice = { afterCustomerId, startedAt: since, until: sliceOf(20_000, signal) };
    return awardAll(shopId, slice, new Date());
  },
  'loyalty/place-tiers': async ({ shopId }) => void (await placeAllTiers(shopId, new Date())),
  'loyalty/expire': async ({ shopId }) => {
    await expireLots(shopId, new Date());
    await noticeDue(shopId, new Date());
  },
  'loyalty/yearly-occasions': ({ shopId }, { signal }) =>
    awardYearlyOccasions(shopId, new Date(), sliceOf(20_000, signal)),
  'loyalty/tell-flow-of-earning': (payload, { signal }) =>
    tellFlowOfEarning(payload, new Date(), { priority: 'import', signal }),
  'loyalty/tell-flow-of-expiry': (payload, { signal }) =>
    tellFlowOfExpiry(payload, new Date(), { priority: 'import', signal }),
  'loyalty/tell-flow-of-tiers': ({ shopId, accountIds }, { signal }) =>
    tellFlowOfTiers(shopId, accountIds, new Date(), { priority: 'import', signal }),
  'loyalty/write-metafields': ({ shopId, isOfTiers, after }, { signal }) =>
    writeMetafields(
      shopId,
      new Date(),
      { priority: 'import', signal },
      { isOfTiers, after: BigInt(after) },
    ),
  'loyalty/read-collections': ({ shopId }, { signal }) =>
    readCollections(shopId, { priority: 'import', signal }),
  'loyalty/keep-segments': ({ shopId }, { signal }) =>
    keepNamedSegments(shopId, readingSegments(signal), new Date()),
  'loyalty/keep-months': async ({ shopId }, { signal }) => {
    const shop = await shopById(shopId);
    if (shop) await keepMonths(shop, signal);
  },
  'loyalty/verify-ledger': async ({ shopId }) => {
    const { differences } = await verifyAndTell(shopId, new Date());
    assert(differences.length === 0, `the ledger of shop ${shopId} follows from its entries`);
  },
  'loyalty/forget-files': ({ shopId }) => forgetUnarrived(shopId),
  'loyalty/check-change': ({ shopId, changeId }, { signal }) =>
    checkChange(shopId, changeId, readingSegments(signal), sliceOf(20_000, signal), new Date()),
  'loyalty/apply-change': ({ shopId, changeId }, { signal }) =>
    applyChange(shopId, changeId, sliceOf(20_000, signal), new Date()),
  'loyalty/undo-change': ({ shopId, changeId }, { signal }) =>
    undoChange(shopId, changeId, sliceOf(20_000, signal), new Date()),
  'loyalty/merge-accounts': ({ shopId, fromId, intoId }) =>
    mergeAccounts(shopId, { fromId, intoId }, new Date()),
  'loyalty/erase-member': ({ shopId, customerId }) => eraseMember(shopId, customerId, new Date()),
};

/** Answers true once `ms` have passed or the worker has to stop: then a long job hands over. */
function sliceOf(ms: number, signal: AbortSignal | undefined): () => boolean {
  const endsAt = performance.now() + ms;
  return () => performance.now() >= endsAt || signal?.aborted === true;
}

/**
 * Checks the payload and does the job. Throws what the handler throws, and ZodError on a bad
 * payload.
 */
export async function runJob(name: JobName, payload: unknown, context: JobContext): Promise<void> {
  const parsed = jobs[name].payload.parse(payload);
  await (handlers[name] as (payload: unknown, context: JobContext) => Promise<void>)(
    parsed,
    context,
  );
}
