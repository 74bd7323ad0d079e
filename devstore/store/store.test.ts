import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from './store.ts';

let directory: string;
let store: Store;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'devstore-store-'));
  store = openStore(directory);
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

const reopen = (): void => {
  store.close();
  store = openStore(directory);
};

class Undone extends Error {}

function undo(work: () => void): void {
  try {
    store.write(() => {
      work();
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
}

describe('ids', () => {
  test('are never handed out twice, also over a restart and an undone transaction', () => {
    const seen: number[] = [];
    const take = (count: number): void => {
      for (let index = 0; index < count; index++) seen.push(store.nextId('order'));
    };
    undo(() => take(3));
    seen.length = 0;
    take(1500);
    undo(() => {
      for (let index = 0; index < 1200; index++) store.nextId('order');
    });
    take(1500);
    reopen();
    take(1500);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('of orders, as people read them, have no gaps', () => {
    const numbers = [store.nextId('orderNumber'), store.nextId('orderNumber')];
    reopen();
    expect([...numbers, store.nextId('orderNumber')]).toEqual([1001, 1002, 1003]);
  });
});

describe('a transaction', () => {
  test('that is undone leaves nothing, also not in what was read before', () => {
    store.shop();
    undo(() => store.saveShop({ ...store.shop(), name: 'Other' }));
    expect(store.shop().name).toBe('Demo shop');
  });

  test('joins the one that is open, and what is to follow waits for the whole', () => {
    const happened: string[] = [];
    store.write(() => {
      store.write(() => {
        store.database.afterCommit(() => happened.push('after'));
        happened.push('inner');
      });
      happened.push('outer');
    });
    undo(() => store.database.afterCommit(() => happened.push('never')));
    expect(happened).toEqual(['inner', 'outer', 'after']);
  });
});

describe('the clock', () => {
  test('keeps the time it was given over a restart, and runs on', () => {
    store.clock.set(new Date('2030-01-01T00:00:00Z'));
    reopen();
    expect(store.now()).toMatch(/^2030-01-01T00:00:0/);
    store.clock.advance(86_400_000);
    expect(store.now()).toMatch(/^2030-01-02/);
    store.clock.reset();
    expect(Math.abs(store.clock.ms() - Date.now())).toBeLessThan(1000);
  });
});

test('faults come in the same order for the same seed', () => {
  const draw = (): boolean[] => {
    store.faults.change({ seed: 5 });
    return Array.from({ length: 50 }, () => store.faults.happens(0.5));
  };
  const first = draw();
  expect(draw()).toEqual(first);
  expect(new Set(first).size).toBe(2);
});
