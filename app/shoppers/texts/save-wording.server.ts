// Saves how the shop speaks to its shoppers.
import { prisma } from '#app/db.server.ts';
import type { Texts } from './wording.ts';

/** Puts `texts` in the place of all own texts of that language. */
export async function saveWording(shopId: number, locale: string, texts: Texts): Promise<void> {
  const rows = Object.entries(texts).map(([key, text]) => ({ shopId, locale, key, text }));
  await prisma.$transaction([
    prisma.shopText.deleteMany({ where: { shopId, locale } }),
    prisma.shopText.createMany({ data: rows }),
  ]);
}

/** Where shoppers reach the shop's people; null: nowhere. */
export async function saveSupport(shopId: number, supportUrl: string | null): Promise<void> {
  await prisma.shopperSettings.upsert({
    where: { shopId },
    create: { shopId, supportUrl },
    update: { supportUrl },
  });
}
