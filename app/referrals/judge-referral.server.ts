// The merchant's own decisions: on one referral, and on how referrals work.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { readReward } from '#app/rewards/read.server.ts';
import { isDiscount } from '#app/rewards/terms.ts';
import { shopById } from '#app/sync/read.server.ts';
import { judge } from './referral.ts';
import { type SettingsInput, settingsSchema } from './settings.ts';
import { lockReferral, takeStep } from './take-step.server.ts';

/** Approves or denies a referral that is not decided yet. */
export async function judgeReferral(
  shopId: number,
  id: string,
  decision: 'approve' | 'deny',
  now: Date,
): Promise<Ok<null> | Refused<'not-found' | 'already-decided'>> {
  const shop = await shopById(shopId);
  return sqlTransaction(async (sql) => {
    const referral = await lockReferral(sql, shopId, id);
    if (!referral || !shop) return refuse('not-found');
    const judged = judge(referral, decision);
    if (!judged.ok) return refuse(judged.reason);
    await takeStep(sql, shop, referral, judged.step, now);
    if (decision === 'approve') {
      await sql.query('UPDATE referral SET approved_at = $3 WHERE shop_id = $1 AND id = $2', [
        shopId,
        id,
        now,
      ]);
    }
    return ok(null);
  });
}

export type SettingsRefusal = Refused<'bad-request', { fields: Record<string, string> }>;

/** Saves how referrals work. They cannot be on without a reward for the friend. */
export async function saveReferralSettings(
  shopId: number,
  input: SettingsInput,
  now: Date,
): Promise<Ok<null> | SettingsRefusal> {
  const parsed = settingsSchema.safeParse(input);
  const fields: Record<string, string> = {};
  for (const issue of parsed.error?.issues ?? []) fields[issue.path.join('.')] = issue.message;
  if (!parsed.success) return { ok: false, reason: 'bad-request', fields };
  const { isOn, friendRewardId, advocate } = parsed.data;
  const friend = friendRewardId === null ? null : await readReward(shopId, friendRewardId);
  if (isOn && friend?.state !== 'active') fields.friendRewardId = 'choose a reward on offer';
  // A friend has no account to put money into.
  if (friend && !isDiscount(friend.terms.value.kind)) fields.friendRewardId = 'choose a discount';
  if (advocate.kind === 'reward' && !(await readReward(shopId, advocate.rewardId))) {
    fields['advocate.rewardId'] = 'choose a reward';
  }
  if (Object.keys(fields).length > 0) return { ok: false, reason: 'bad-request', fields };
  await pool.query(
    `INSERT INTO referral_settings (shop_id, settings, updated_at) VALUES ($1, $2::jsonb, $3)
     ON CONFLICT (shop_id) DO UPDATE SET settings = excluded.settings,
       updated_at = excluded.updated_at`,
    [shopId, canonicalJson(parsed.data), now],
  );
  return ok(null);
}
