// Who a change of many members' points is for, when no file says it.
import { z } from 'zod';

const id = z.string().regex(/^\d{1,18}$/);

export const selectionSchema = z.object({
  who: z.discriminatedUnion('kind', [
    /** Chosen one by one in the list, or found by a search. */
    z.object({ kind: z.literal('members'), accountIds: z.array(id).min(1).max(500) }),
    /** All that the list's filters let through. */
    z.object({
      kind: z.literal('filter'),
      status: z.enum(['member', 'blocked']).nullable().default(null),
      tierId: z.string().max(40).nullable().default(null),
      balance: z.enum(['negative', 'none', 'some']).nullable().default(null),
    }),
    z.object({ kind: z.literal('segment'), segmentId: z.string().max(40) }),
  ]),
  /** For each; below 0: taken, but never more than a member has. */
  points: z
    .number()
    .int()
    .min(-10_000_000)
    .max(10_000_000)
    .refine((points) => points !== 0),
});

export type Selection = z.output<typeof selectionSchema>;
export type Chosen = Selection['who'];

/** What a balance must be for each choice of the list, in SQL. */
export const BALANCES = { negative: 'balance < 0', none: 'balance = 0', some: 'balance > 0' };
