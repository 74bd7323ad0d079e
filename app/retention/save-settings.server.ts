// Saves what the merchant chose about the measures.
import { transaction } from '../db.server.ts';
import { enqueue } from '../jobs/enqueue.server.ts';
import type { Settings } from './settings.ts';

/**
 * Saves all settings of the shop, and has its customers valued anew by them. The database refuses
 * what is out of range.
 */
export async function saveSettings(shopId: number, settings: Settings): Promise<void> {
  const row = {
    industry: settings.industry,
    windowDays: settings.windowDays,
    clvYears: settings.clvYears,
    marginBps: settings.margin === null ? null : Math.round(settings.margin * 10_000),
    discountBps: Math.round(settings.discountRate * 10_000),
  };
  await transaction(async (tx) => {
    await tx.retentionSettings.upsert({
      where: { shopId },
      create: { shopId, ...row },
      update: row,
    });
    await enqueue(tx, 'retention/score', { shopId }, { key: 'score' });
  });
}
