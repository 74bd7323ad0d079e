// Every job of Encore as data: its payload, how often it is tried, and who reacts to which
// announcement. Handlers are joined to these names in worker.server.ts; a name without a handler
// does not compile.
import { z } from 'zod';
import type { Recurrence } from './recurrence.ts';

const shopId = z.number().int();
/** Shopify's ids travel as text and arrive as bigint. */
const id = z.union([z.bigint(), z.string().regex(/^\d+$/)]).transform(BigInt);

type Job = {
  payload: z.ZodType;
  /** Tries before it is set aside as failed; the wait between tries grows as e^n seconds. */
  maxAttempts: number;
  /** Jobs of one lane of one shop run one after the other. Without a lane they run side by side. */
  lane?: string;
  /** Lower runs first. 0 is the usual. */
  priority?: number;
  /** When every installed shop gets one of these by itself. */
  recurs?: Recurrence;
};

const job = <T extends Job>(definition: T): T => definition;
const shop = z.object({ shopId });
const orders = z.object({ shopId, orderIds: z.array(id).max(1000) });
const imported = z.object({ shopId, since: z.coerce.date() });
const redemption = z.object({ shopId, redemptionId: z.uuid() });
const customers = z.object({ shopId, customerIds: z.array(id).max(1000) });
const referral = z.object({ shopId, referralId: z.uuid() });
/** `sealedEmail` is the address as sync/read-person opens it; null where none was known. */
const redacted = z.object({ shopId, customerId: id, sealedEmail: z.string().nullable() });
const points = z.number().int();
const earning = z.object({ shopId, accountId: id, points, reason: z.string() });
const lapsing = z.object({ shopId, accountId: id, points, expiresAt: z.coerce.date() });
const bulkChange = z.object({ shopId, changeId: z.uuid() });
const tierChange = z.object({ shopId, accountIds: z.array(id).max(1000) });

/** The steps of an import are tried every five minutes (reconcile hastens them), for two days. */
const THROUGH_OUTAGES = 600;

export const jobs = {
  'sync/read-shop': job({ payload: shop, maxAttempts: 12 }),
  'sync/start-import': job({
    payload: z.object({ shopId, cause: z.enum(['first', 'again', 'scope']) }),
    maxAttempts: THROUGH_OUTAGES,
    lane: 'import',
  }),
  'sync/advance-import': job({
    payload: z.object({ shopId, runId: z.string() }),
    maxAttempts: THROUGH_OUTAGES,
    priority: 10,
  }),
  'sync/read-part': job({
    payload: z.object({ shopId, runId: z.string(), name: z.string() }),
    maxAttempts: THROUGH_OUTAGES,
    lane: 'import-files',
    priority: 10,
  }),
  'sync/work-events': job({ payload: shop, maxAttempts: 12, lane: 'events', priority: -5 }),
  'sync/reconcile': job({
    payload: shop,
    maxAttempts: 3,
    lane: 'reconcile',
    recurs: { everyMinutes: 5 },
  }),
  /**
   * Compares every order with Shopify's, repairs what differs, removes what is no longer needed.
   */
  'sync/compare-months': job({
    payload: shop,
    maxAttempts: 5,
    lane: 'import',
    recurs: { atLocalHour: 2 },
  }),
  'sync/rotate-keys': job({ payload: shop, maxAttempts: 5, lane: 'keys' }),
  'retention/refresh-orders': job({ payload: orders, maxAttempts: 12, lane: 'retention' }),
  'retention/refresh-customers': job({ payload: customers, maxAttempts: 12, lane: 'retention' }),
  'retention/rebuild': job({ payload: shop, maxAttempts: 5, lane: 'retention' }),
  'retention/score': job({
    payload: shop,
    maxAttempts: 5,
    // Beside the others: orders are taken in while a large shop is valued.
    lane: 'valuing',
    recurs: { atLocalHour: 3 },
  }),
  'referrals/follow-orders': job({ payload: orders, maxAttempts: 12 }),
  'referrals/complete-due': job({ payload: shop, maxAttempts: 5, recurs: { everyMinutes: 60 } }),
  'referrals/tell-flow': job({ payload: referral, maxAttempts: 5, priority: 5 }),
  'referrals/forget-traces': job({ payload: shop, maxAttempts: 3, recurs: { atLocalHour: 2 } }),
  'referrals/forget-person': job({ payload: redacted, maxAttempts: 20 }),
  'referrals/follow-merge': job({
    payload: z.object({ shopId, fromId: id, intoId: id }),
    maxAttempts: 12,
  }),
  'shoppers/tell-themes': job({ payload: shop, maxAttempts: 12 }),
  'shoppers/forget-nonces': job({ payload: shop, maxAttempts: 3, recurs: { atLocalHour: 1 } }),
  'rewards/tell-flow': job({ payload: redemption, maxAttempts: 5, priority: 5 }),
  /** What a used code took off its order, for the reports. */
  'rewards/note-given': job({ payload: redemption, maxAttempts: 12, priority: 5 }),
  'rewards/start': job({ payload: shop, maxAttempts: 8, lane: 'codes' }),
  'rewards/follow-merge': job({
    payload: z.object({ shopId, fromId: id, intoId: id }),
    maxAttempts: 12,
  }),
  'rewards/keep-pools-full': job({
    payload: shop,
    maxAttempts: 12,
    lane: 'codes',
    recurs: { everyMinutes: 5 },
  }),
  'rewards/close-pools': job({
    payload: shop,
    maxAttempts: 8,
    lane: 'codes',
    recurs: { atLocalHour: 3 },
  }),
  'rewards/issue-personal': job({ payload: redemption, maxAttempts: 12, priority: -10 }),
  'rewards/remove-code': job({ payload: redemption, maxAttempts: 12, priority: -10 }),
  'rewards/settle-orders': job({ payload: orders, maxAttempts: 12, priority: -5 }),
  'rewards/look-for-codes': job({ payload: imported, maxAttempts: 12, priority: 10 }),
  'rewards/expire': job({ payload: shop, maxAttempts: 5, recurs: { everyMinutes: 60 } }),
  'rewards/resume-stuck': job({ payload: shop, maxAttempts: 3, recurs: { everyMinutes: 5 } }),
  'rewards/sweep-orphans': job({
    payload: shop,
    maxAttempts: 5,
    lane: 'codes',
    recurs: { atLocalHour: 4 },
  }),
  'rewards/deliver-perks': job({
    payload: shop,
    maxAttempts: 12,
    lane: 'codes',
    recurs: { atLocalHour: 4 },
  }),
  'rewards/read-collections': job({
    payload: shop,
    maxAttempts: 12,
    recurs: { atLocalHour: 3 },
  }),
  'rewards/check-discount': job({
    payload: z.object({ shopId, discountId: id }),
    maxAttempts: 12,
    lane: 'codes',
  }),
  'loyalty/award-orders': job({ payload: orders, maxAttempts: 12 }),
  'loyalty/award-customers': job({ payload: customers, maxAttempts: 12 }),
  /** Those whose agreement came before they were members. */
  'loyalty/award-newsletter': job({ payload: shop, maxAttempts: 5, recurs: { atLocalHour: 4 } }),
  'loyalty/award-all': job({
    payload: z.object({
      ...{ shopId, afterCustomerId: id.default(0n) },
      startedAt: z.iso.datetime().optional(),
    }),
    maxAttempts: 12,
    lane: 'loyalty-all',
    priority: 5,
  }),
  'loyalty/place-tiers': job({
    payload: shop,
    maxAttempts: 5,
    lane: 'loyalty-all',
    recurs: { atLocalHour: 1 },
  }),
  'loyalty/expire': job({
    payload: shop,
    maxAttempts: 5,
    lane: 'loyalty-all',
    recurs: { everyMinutes: 60 },
  }),
  'loyalty/yearly-occasions': job({ payload: shop, maxAttempts: 5, recurs: { atLocalHour: 8 } }),
  'loyalty/tell-flow-of-earning': job({ payload: earning, maxAttempts: 5, priority: 5 }),
  'loyalty/tell-flow-of-expiry': job({ payload: lapsing, maxAttempts: 5, priority: 5 }),
  'loyalty/tell-flow-of-tiers': job({ payload: tierChange, maxAttempts: 5, priority: 5 }),
  'loyalty/write-metafields': job({
    payload: shop.extend({
      /** All members are looked at whose tier is told otherwise by new rules. */
      isOfTiers: z.boolean().default(false),
      after: z.string().default('0'),
    }),
    maxAttempts: 12,
    lane: 'loyalty-metafields',
    priority: 5,
  }),
  'loyalty/read-collections': job({
    payload: shop,
    maxAttempts: 5,
    priority: 5,
    recurs: { atLocalHour: 3 },
  }),
  /** After the night's figures, from which customers' segments follow. */
  'loyalty/keep-segments': job({ payload: shop, maxAttempts: 5, recurs: { atLocalHour: 4 } }),
  'loyalty/keep-months': job({
    payload: shop,
    maxAttempts: 3,
    lane: 'loyalty-months',
    priority: 10,
    recurs: { everyMinutes: 60 },
  }),
  'loyalty/verify-ledger': job({
    payload: shop,
    maxAttempts: 3,
    priority: 10,
    recurs: { atLocalHour: 4 },
  }),
  'loyalty/forget-files': job({ payload: shop, maxAttempts: 3, recurs: { atLocalHour: 1 } }),
  'loyalty/check-change': job({ payload: bulkChange, maxAttempts: 12, lane: 'loyalty-bulk' }),
  'loyalty/apply-change': job({
    payload: bulkChange,
    maxAttempts: 12,
    lane: 'loyalty-bulk',
    priority: 5,
  }),
  'loyalty/undo-change': job({
    payload: bulkChange,
    maxAttempts: 12,
    lane: 'loyalty-bulk',
    priority: 5,
  }),
  'loyalty/merge-accounts': job({
    payload: z.object({ shopId, fromId: id, intoId: id }),
    maxAttempts: 12,
  }),
  'loyalty/erase-member': job({
    payload: z.object({ shopId, customerId: id }),
    maxAttempts: 12,
  }),
} as const satisfies Record<string, Job>;

/** What features announce, and the jobs that react to it. The announcer does not know them. */
export const announcements = {
  /** Orders were written in a newer state. */
  'order.changed': {
    payload: orders,
    reactions: [
      'retention/refresh-orders',
      'rewards/settle-orders',
      'loyalty/award-orders',
      'referrals/follow-orders',
    ],
  },
  /**
   * An import wrote orders, all read since then: for those who look for something of theirs in
   * them. It tells of no single order, of which there may be millions.
   */
  'order.imported': { payload: imported, reactions: ['rewards/look-for-codes'] },
  /** Orders of an import carry codes that a redemption gave. */
  'code.imported': {
    payload: orders,
    reactions: ['rewards/settle-orders', 'referrals/follow-orders'],
  },
  /** An import is complete: for those who would rather count everything once. */
  'import.finished': {
    payload: shop,
    reactions: ['retention/rebuild', 'rewards/start', 'loyalty/award-all'],
  },
  /** Two customers became one; Shopify has deleted the first. */
  'customer.merged': {
    payload: z.object({ shopId, fromId: id, intoId: id }),
    reactions: ['loyalty/merge-accounts', 'rewards/follow-merge', 'referrals/follow-merge'],
  },
  /** A customer is to be forgotten: whoever holds words about the person removes them. */
  'customer.redacted': {
    payload: redacted,
    reactions: ['loyalty/erase-member', 'referrals/forget-person'],
  },
  /** A discount was changed or deleted in Shopify. */
  'discount.changed': {
    payload: z.object({ shopId, discountId: id }),
    reactions: ['rewards/check-discount'],
  },
  /** The shop has another time zone or currency: days and amounts are not what they were. */
  'shop.remeasured': { payload: shop, reactions: ['retention/rebuild'] },
  /** Customers were written in a newer state. */
  'customer.changed': {
    payload: customers,
    reactions: ['retention/refresh-customers', 'loyalty/award-customers'],
  },
  /** A member earned points these days. */
  'points.earned': { payload: earning, reactions: ['loyalty/tell-flow-of-earning'] },
  /** A member was warned that points will lapse. */
  'points.expiring': { payload: lapsing, reactions: ['loyalty/tell-flow-of-expiry'] },
  /** A friend's order held, and the advocate was rewarded. */
  'referral.completed': { payload: referral, reactions: ['referrals/tell-flow'] },
  /** Members entered or left a tier: for whoever delivers its perks. */
  'tier.changed': {
    payload: tierChange,
    reactions: ['loyalty/tell-flow-of-tiers'],
  },
} as const satisfies Record<string, { payload: z.ZodType; reactions: readonly JobName[] }>;

export type JobName = keyof typeof jobs;
/** What a caller gives. */
export type JobInput<Name extends JobName> = z.input<(typeof jobs)[Name]['payload']>;
/** What a handler gets. */
export type JobPayload<Name extends JobName> = z.output<(typeof jobs)[Name]['payload']>;
export type Announcement = keyof typeof announcements;
export type AnnouncementInput<Name extends Announcement> = z.input<
  (typeof announcements)[Name]['payload']
>;

export const jobNames = Object.keys(jobs) as JobName[];
export const definitionOf = (name: JobName): Job => jobs[name];
