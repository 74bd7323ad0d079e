// Saves how the shop speaks to its shoppers.
import { prisma, transaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import type { Texts } from './wording.ts';

/** Puts `texts` in the place of all own texts of that language, and lets themes know. */
export async function saveWording(shopId: number, locale: string, texts: Texts): Promise<void> {
  const rows = Object.entries(texts).map(([key, text]) => ({ shopId, locale, key, text }));
  await transaction(async (tx) => {
    await tx.shopText.deleteMany({ where: { shopId, locale } });
    await tx.shopText.createMany({ data: rows });
    await enqueue(tx, 'shoppers/tell-themes', { shopId }, { key: 'all' });
  });
}

/** Where shoppers reach the shop's people; null: nowhere. */
export async function saveSupport(shopId: number, supportUrl: string | null): Promise<void> {
  await prisma.shopperSettings.upsert({
    where: { shopId },
    create: { shopId, supportUrl },
    update: { supportUrl },
  });
}
