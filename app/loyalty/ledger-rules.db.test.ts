// The rules of points on random lives; the long run is `npm run torture:ledger`.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { type Life, live, lives } from '../../tests/torture/points-life.ts';
import { offencesOf } from '../../tests/torture/points-rules.ts';

let shops = 0;

test('orders, refunds, redemptions, hand, expiry, mergers and erasures in any order keep every rule', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async (life: Life) => {
      const lived = await live(life, `life-${++shops}`);
      expect(await offencesOf(lived)).toEqual([]);
    }),
    { numRuns: 30, seed: 20260101 },
  );
  // The lives were not idle: everything that can go wrong did occur.
  const { rows } = await pool.query(
    `SELECT (SELECT count(*) FROM loyalty_entry WHERE kind = 'reverse') AS reversed,
       (SELECT count(*) FROM loyalty_entry WHERE kind = 'expire') AS expired,
       (SELECT count(*) FROM loyalty_entry WHERE reason = 'undone') AS undone,
       (SELECT count(*) FROM loyalty_entry WHERE kind = 'return') AS returned,
       (SELECT count(*) FROM loyalty_entry WHERE balance_after < 0) AS negative,
       (SELECT count(*) FROM loyalty_account WHERE status = 'merged') AS merged,
       (SELECT count(*) FROM loyalty_lot WHERE subject LIKE 'grace/%') AS grace`,
  );
  for (const [what, times] of Object.entries(rows[0])) {
    expect({ what, occurred: (times as bigint) > 0n }).toEqual({ what, occurred: true });
  }
}, 60_000);
