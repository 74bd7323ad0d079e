// Fills the store once, from a log or made up. A seeding that was interrupted is begun anew.
import type { Store } from '../store/store.ts';
import { generateShop } from './generate.ts';
import { replayLog } from './replay-log.ts';

export { SeedError } from './read-log.ts';

export type Seeding = { ordersFile: string } | { customers: number; seed: number };

const FILLED = [
  'products',
  'variants',
  'collections',
  'customers',
  'orders',
  'order_parts',
  'discounts',
  'redeem_codes',
  'discount_uses',
  'store_credit_accounts',
  'store_credit_transactions',
];

/** Fills an unseeded store; does nothing to one that is filled. Throws SeedError on a bad file. */
export async function seedShop(store: Store, seeding: Seeding): Promise<void> {
  if (store.settings.read('isSeeded', false)) return;
  store.write(() => {
    for (const table of FILLED) store.database.run(`DELETE FROM ${table}`);
  });
  if ('ordersFile' in seeding) await replayLog(store, seeding.ordersFile);
  else store.write(() => generateShop(store, seeding.customers, seeding.seed));
  store.index();
  store.settings.write('isSeeded', true);
}
