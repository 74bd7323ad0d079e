// Reads everything of one shopper for the wallet: two prepared statements side by side, the rest is
// kept in memory.
import { readMember } from '#app/loyalty/read-member.server.ts';
import { type Held, readHeld } from '#app/rewards/read.server.ts';
import type { Wallet } from './contract.ts';
import { makeNonce } from './nonce.server.ts';
import type { Shelf } from './shelf.server.ts';
import { type WalletFacts, walletOf } from './wallet.ts';

const NOTHING_HELD: Held = { redemptions: [], exchanges: {} };

export type Asking = {
  shelf: Shelf;
  customerId: bigint | null;
  locale: string;
  now: Date;
};

/** What a wallet is made of; also what the doors judge an exchange by. */
export async function readWalletFacts({
  shelf,
  customerId,
  locale,
  now,
}: Asking): Promise<WalletFacts> {
  const { id: shopId } = shelf.shop;
  const [member, held] =
    customerId === null
      ? [null, NOTHING_HELD]
      : await Promise.all([readMember(shopId, customerId, now), readHeld(shopId, customerId, now)]);
  return {
    shelf,
    customerId,
    member,
    held,
    tier: null,
    done: new Set(),
    groups: [],
    referral: null,
    nonce: customerId === null ? null : makeNonce({ shopId, customerId }, now),
    locale,
    now,
  };
}

export const readWallet = async (asking: Asking): Promise<Wallet> =>
  walletOf(await readWalletFacts(asking));
