// What the merchant has put away.
import { prisma } from '../db.server.ts';
import { type Card, isCard } from './cards.ts';

export async function readDismissedCards(shopId: number): Promise<Set<Card>> {
  const rows = await prisma.dismissedCard.findMany({
    where: { shopId },
    select: { card: true },
  });
  return new Set(rows.map(({ card }) => card).filter(isCard));
}
