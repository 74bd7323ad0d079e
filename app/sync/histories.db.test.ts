import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ReplayServer } from '../../tests/setup/replay-shop.ts';
import { found } from '../../tests/torture/found-histories.ts';
import { playHistory } from '../../tests/torture/history.ts';
import { histories } from '../../tests/torture/history-steps.ts';

const RUNS = 500;
const SIDE_BY_SIDE = 4;

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

test(`${RUNS} histories of a busy shop equal one quiet import`, {
  timeout: 600_000,
}, async () => {
  const parts = Array.from({ length: SIDE_BY_SIDE }, (_, part) =>
    fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (steps, seed) => {
        const { ours, quiet } = await playHistory(server, steps, seed);
        expect(ours).toEqual(quiet);
      }),
      {
        ...{ numRuns: RUNS / SIDE_BY_SIDE, seed: 20261122 + part },
        examples: part === 0 ? found : [],
      },
    ),
  );
  await Promise.all(parts);
});
