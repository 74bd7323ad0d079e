// The whole memory of one shop, in one SQLite file. Everything devstore knows is read and written
// through here.
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Clock, createClock } from './clock.ts';
import { createFaults, type Faults } from './faults.ts';
import { openTables } from './open-tables.ts';
import type { Installation, ShopFacts } from './records.ts';
import { createSequences, type IdKind } from './sequences.ts';
import { defaultInstallation, defaultShop } from './shop-defaults.ts';
import { Database } from './sqlite.ts';
import { indexes, tables } from './tables.ts';

export type Store = ReturnType<typeof openStore>;

/**
 * Opens (and makes, where it is missing) the store in `directory`. Pass ':memory:' for a store that
 * is forgotten when it closes. `now` replaces the machine's clock in tests.
 */
export function openStore(directory: string, now: () => number = Date.now) {
  const isInMemory = directory === ':memory:';
  if (!isInMemory) mkdirSync(directory, { recursive: true });
  const database = new Database(isInMemory ? ':memory:' : path.join(directory, 'devstore.sqlite'));
  database.raw.exec(tables);
  const sequences = createSequences(database);
  const settings = createSettings(database);
  const clock: Clock = createClock(settings, now);
  const faults: Faults = createFaults(settings);

  return {
    directory,
    database,
    settings,
    clock,
    faults,
    /** Called after a commit that queued webhooks. */
    deliveryListeners: new Set<() => void>(),
    ...openTables(database),

    /** The shop's facts; `saveShop` changes them. */
    shop: (): ShopFacts => settings.read('shop', defaultShop),
    saveShop: (shop: ShopFacts): void => settings.write('shop', shop),
    installation: (): Installation => settings.read('installation', defaultInstallation),
    saveInstallation: (installation: Installation): void =>
      settings.write('installation', installation),

    /** The present instant of devstore's clock, in whole seconds as Shopify writes it. */
    now: (): string => clock.iso(),
    /** Runs `work` in one transaction. */
    write: <Result>(work: () => Result): Result => database.transaction(work),
    nextId: (kind: IdKind): number => sequences.take(kind, 1),
    /** Reserves `count` ids in a row and returns the first. */
    takeIds: (kind: IdKind, count: number): number => sequences.take(kind, count),
    /** Drops everything kept in memory, after the tables were emptied. */
    forget: (): void => {
      settings.forget();
      sequences.forget();
    },
    newToken: (): string => randomUUID().replaceAll('-', ''),
    /** Makes the indexes; a large seed calls it when it is done. */
    index: (): void => database.raw.exec(indexes),
    close: (): void => database.close(),
  };
}

export interface Settings {
  read<Value>(key: string, whenMissing: Value): Value;
  write(key: string, value: unknown): void;
  /** Drops what was read already, after the table was emptied. */
  forget(): void;
}

/** Named JSON values: the shop's facts, the faults, and whatever the web surfaces want to keep. */
function createSettings(database: Database): Settings {
  const cache = new Map<string, unknown>();
  database.rollbackListeners.add(() => cache.clear());
  return {
    read<Value>(key: string, whenMissing: Value): Value {
      if (!cache.has(key)) {
        const row = database.get<{ value: string }>(
          'SELECT value FROM settings WHERE key = ?',
          key,
        );
        cache.set(key, row ? JSON.parse(row.value) : structuredClone(whenMissing));
      }
      return cache.get(key) as Value;
    },
    write(key: string, value: unknown): void {
      database.run('INSERT OR REPLACE INTO settings VALUES (?, ?)', key, JSON.stringify(value));
      cache.set(key, value);
    },
    forget: () => cache.clear(),
  };
}
