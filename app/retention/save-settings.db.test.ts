import { expect, it } from 'vitest';
import { addShop } from '../../tests/factories/cdnow.ts';
import { pool } from '../db.server.ts';
import { readSettings } from './read.server.ts';
import { saveSettings } from './save-settings.server.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

it('values the customers anew by what the merchant chose', async () => {
  const shopId = await addShop(pool, 'settings.myshopify.com');
  const settings = { ...DEFAULT_SETTINGS, margin: 0.425, discountRate: 0.08 };
  await saveSettings(shopId, settings);
  expect(await readSettings(shopId)).toEqual(settings);
  const { rows } = await pool.query(
    `SELECT t.identifier FROM graphile_worker._private_jobs j
     JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE j.payload ->> 'shopId' = $1`,
    [String(shopId)],
  );
  expect(rows).toEqual([{ identifier: 'retention/score' }]);
});
