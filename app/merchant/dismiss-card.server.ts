// A merchant puts a card of the admin away, or brings it back.
import { prisma } from '../db.server.ts';
import type { Card } from './cards.ts';

/** Puts the card away for the whole shop; a second time changes nothing. */
export async function dismissCard(shopId: number, card: Card, now: Date): Promise<void> {
  await prisma.dismissedCard.upsert({
    where: { shopId_card: { shopId, card } },
    create: { shopId, card, dismissedAt: now },
    update: {},
  });
}

/** Brings the card back; nothing happens if it was not put away. */
export async function restoreCard(shopId: number, card: Card): Promise<void> {
  await prisma.dismissedCard.deleteMany({ where: { shopId, card } });
}
