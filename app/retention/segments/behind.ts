// The customers behind a figure, as an address or a saved segment names them: who was lost in
// March, who of the January cohort came back in May, who moved from Champions to At risk.
import { z } from 'zod';
import { isDay } from '../../basics/calendar.ts';
import { isKeepable } from '../../basics/foreign-json.ts';
import { UNITS } from '../history/periods.ts';
import { RFM_GROUPS } from '../rfm.ts';
import { SPLIT_KINDS } from './splits.ts';

const day = z.string().refine(isDay);

/** Figures of a range of days, as rate.ts counts them. */
export const ACTIVITY_FIGURES = [
  'active-at-start',
  'active-at-end',
  'first-order',
  'kept',
  'won-back',
  'lost',
] as const;
export type ActivityFigure = (typeof ACTIVITY_FIGURES)[number];

/** Customers of a range with an order in it, and with a second one in it. */
const ORDER_FIGURES = ['ordered', 'ordered-again'] as const;

export const behindSchema = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.literal('range'),
    figure: z.enum([...ACTIVITY_FIGURES, ...ORDER_FIGURES]),
    /** Half-open. */
    start: day,
    end: day,
    /** The activity window in days; null: same as the range. */
    windowDays: z.number().int().min(1).max(3660).nullable(),
  }),
  z.strictObject({
    of: z.literal('cohort'),
    unit: z.enum(UNITS),
    /** The first day of the cohort's period. */
    cohort: day,
    /** Only those of the period of this age; null: the whole cohort. */
    age: z.number().int().min(0).max(1000).nullable(),
    /** Those with an order in the period, or those with a second one by its end. */
    figure: z.enum(['returning', 'repurchase']),
    split: z
      .strictObject({
        kind: z.enum(SPLIT_KINDS),
        value: z.string().min(1).max(255).refine(isKeepable),
      })
      .optional(),
  }),
  z.strictObject({
    of: z.literal('within'),
    days: z.number().int().min(1).max(3660),
    /** Customers whose whole window has passed, or those of them who ordered again in it. */
    figure: z.enum(['passed', 'returned']),
    /** Orders before this day are seen; so in the next two. */
    until: day,
  }),
  z.strictObject({
    of: z.literal('orders'),
    /** Customers with at least so many orders. */
    least: z.number().int().min(1).max(1000),
    until: day,
  }),
  z.strictObject({
    of: z.literal('second-order'),
    /** Customers whose second order had not come before this many days, as far as they are seen. */
    day: z.number().int().min(0).max(100_000),
    until: day,
  }),
  z.strictObject({
    /** Between the two days of the last valuation. */
    of: z.literal('movement'),
    from: z.enum([...RFM_GROUPS, 'none']),
    to: z.enum(RFM_GROUPS),
  }),
  z.strictObject({
    /** Classes of the last forecast check. */
    of: z.literal('forecast'),
    by: z.enum(['frequency', 'tenth']),
    /** The place of the class, from 0. */
    place: z.number().int().min(0).max(9),
  }),
]);
export type Behind = z.infer<typeof behindSchema>;
