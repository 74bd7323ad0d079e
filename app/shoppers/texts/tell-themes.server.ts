// Tells themes what they must know before they ask anybody: the merchant's word for points, and
// whether there is a programme at all.
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { writeAppFacts } from '#app/shopify/app-facts.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { readVoice } from './read.server.ts';
import { wordsForThemes } from './wording.ts';

/** Always what is so now: a late job writes nothing old. */
export async function tellThemes(shopId: number, now: Date, options: CallOptions): Promise<void> {
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  const [{ texts }, programme] = await Promise.all([
    readVoice(shopId),
    readProgramme(pool, shopId, now),
  ]);
  const facts = [
    { key: 'words', type: 'json' as const, value: wordsForThemes(texts) },
    { key: 'is_active', type: 'boolean' as const, value: programme?.rules.isActive ?? false },
  ];
  await writeAppFacts(shop, facts, options);
}
