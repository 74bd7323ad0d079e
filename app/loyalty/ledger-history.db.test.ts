import { expect, test } from 'vitest';
import { historyOf, liveBoth } from '../../tests/torture/ledger-history.ts';

// The long run of these is `npm run torture:ledger`.
test('events doubled, late, lost or shuffled end in the balance and the lots of one quiet resync', async () => {
  for (let seed = 1; seed <= 25; seed++) {
    const { loud, quiet, differences } = await liveBoth(historyOf(seed), `history-${seed}`);
    expect(loud).toBe(quiet);
    expect(differences).toBe(0);
  }
}, 120_000);
