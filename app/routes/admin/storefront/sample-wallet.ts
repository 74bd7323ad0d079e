// Somebody to preview the panel with: a member who has a little of everything, or a guest.
import type { MemberWallet, Wallet } from '#app/shoppers/contract.ts';
import type { Texts } from '#app/shoppers/texts/wording.ts';

export type Viewer = 'member' | 'guest';

/** What of the shop's own the preview shows, as a guest's wallet has it. */
export type Shown = Pick<Wallet, 'shop' | 'rewards' | 'waysToEarn' | 'tiers'>;

/** The wallet of `viewer` in the words `texts`, by key. `soon` is a day to come, as an instant. */
export function sampleWallet(shown: Shown, viewer: Viewer, texts: Texts, soon: string): Wallet {
  const isMember = viewer === 'member';
  return {
    ...shown,
    shop: { ...shown.shop, texts },
    state: viewer,
    member: isMember ? sampleMember(shown, soon) : null,
    rewards: shown.rewards.map((reward, index) => {
      const isInReach = isMember && index === 0;
      const missing = isMember && !isInReach ? reward.points : 0;
      const whyNot = isInReach ? null : isMember ? 'insufficient-points' : 'sign-in';
      return { ...reward, canRedeem: isInReach, whyNot, missing };
    }),
    nonce: null,
  };
}

function sampleMember({ tiers }: Shown, soon: string): MemberWallet {
  const [tier, next] = tiers;
  const missing = next?.threshold;
  return {
    ...{
      balance: 640,
      spendable: 640,
      negativeReason: null,
      pendingTotal: 80,
      birthday: null,
      mayTellBirthday: true,
    },
    pending: [{ points: 80, releasesAt: soon, orderName: '#1001' }],
    expiring: [{ points: 120, expiresAt: soon }],
    tier: tier
      ? {
          ...{ id: tier.id, name: tier.name, since: soon, until: soon },
          next: next && missing ? { id: next.id, name: next.name, missing, progress: 0.4 } : null,
        }
      : null,
    firstTier: null,
    ...{ codes: [], news: [] },
    history: [
      {
        ...{ id: '2', at: soon, kind: 'earn', points: 140, balanceAfter: 640, reason: 'order' },
        note: '#1000',
      },
      {
        ...{ id: '1', at: soon, kind: 'earn', points: 500, balanceAfter: 500, reason: 'join' },
        note: null,
      },
    ],
    referral: null,
    joinedAt: soon,
  };
}
