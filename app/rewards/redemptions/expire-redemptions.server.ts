// Ends the redemptions whose codes ran out unused, one day after their end.
import { pool, sqlTransaction } from '#app/db.server.ts';
import { applyEvent } from './apply-event.server.ts';
import { EXPIRY_GRACE_HOURS } from './redemption.ts';

const AT_ONCE = 500;

/** Releases what is due at `now`; points return if the reward says so. Gives how many ended. */
export async function expireRedemptions(shopId: number, now: Date): Promise<number> {
  const endedBefore = new Date(now.getTime() - EXPIRY_GRACE_HOURS * 3_600_000);
  for (let ended = 0; ; ) {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id FROM redemption
       WHERE shop_id = $1 AND state = 'issued' AND expires_at <= $2
       ORDER BY expires_at LIMIT ${AT_ONCE}`,
      [shopId, endedBefore],
    );
    for (const { id } of rows) {
      const event = { type: 'expiry-due', at: now } as const;
      await sqlTransaction((sql) => applyEvent(sql, shopId, id, event));
    }
    ended += rows.length;
    if (rows.length < AT_ONCE) return ended;
  }
}
