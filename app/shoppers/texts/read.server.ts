// How the shop speaks to its shoppers.
import { prisma } from '#app/db.server.ts';
import type { Texts } from './wording.ts';

export type Voice = {
  /** The merchant's own texts by language, and in each by key. */
  texts: Map<string, Texts>;
  supportUrl: string | null;
};

export async function readVoice(shopId: number): Promise<Voice> {
  const [rows, settings] = await Promise.all([
    prisma.shopText.findMany({ where: { shopId } }),
    prisma.shopperSettings.findUnique({ where: { shopId } }),
  ]);
  const texts = new Map<string, Texts>();
  for (const { locale, key, text } of rows) {
    texts.set(locale, { ...texts.get(locale), [key]: text });
  }
  return { texts, supportUrl: settings?.supportUrl ?? null };
}
