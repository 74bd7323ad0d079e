// Tiers by the name that people write.
import { pool } from '#app/db.server.ts';
import { readVersions } from './read.server.ts';

/** Lower-case names and ids of the newest rules' tiers, each with the tier's id. */
export async function readTierNames(shopId: number): Promise<Map<string, string>> {
  const levels = (await readVersions(pool, shopId)).at(-1)?.rules.tiers?.levels ?? [];
  return new Map(
    levels.flatMap(({ id, name }) => [
      [id, id],
      [name.toLowerCase(), id],
    ]),
  );
}
