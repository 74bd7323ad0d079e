// Works out every balance and every lot again from the entries alone, and says what differs.
import { pool } from '#app/db.server.ts';
import { log } from '#app/log.server.ts';
import { type LedgerTx, query } from './query.server.ts';
import { readHistories, settleHistory } from './settle.server.ts';

export type Difference = { accountId: bigint; what: string; stored: string; worked: string };
export type Verification = { accounts: number; entries: number; differences: Difference[] };

const BATCH = 500;

const SUMS = `
  SELECT a.id, a.balance, a.last_number, a.status,
    coalesce(e.total, 0)::bigint AS total, coalesce(e.entries, 0)::int AS entries,
    coalesce(e.breaks, 0)::int AS breaks
  FROM loyalty_account a LEFT JOIN (
    SELECT account_id, sum(points) AS total, count(*) AS entries,
      count(*) FILTER (WHERE number <> place OR balance_after <> running) AS breaks
    FROM (SELECT account_id, points, number, balance_after,
            row_number() OVER w AS place, sum(points) OVER w AS running
          FROM loyalty_entry
          WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[])
          WINDOW w AS (PARTITION BY account_id ORDER BY number)) numbered
    GROUP BY account_id) e ON e.account_id = a.id
  WHERE a.shop_id = $1::int AND a.id = ANY ($2::text::bigint[])`;

type SumRow = {
  id: bigint;
  balance: bigint;
  last_number: number;
  status: string;
  total: bigint;
  entries: number;
  breaks: number;
};

/** Verifies a whole shop in slices; differences are reported, never repaired in silence. */
export async function verifyLedger(shopId: number, tx: LedgerTx = pool): Promise<Verification> {
  const result: Verification = { accounts: 0, entries: 0, differences: [] };
  for (let cursor = 0n; ; ) {
    const ids = await query<{ id: bigint }>(
      tx,
      `SELECT id FROM loyalty_account WHERE shop_id = $1::int AND id > $2::text::bigint
       ORDER BY id LIMIT ${BATCH}`,
      shopId,
      cursor.toString(),
    );
    const last = ids.at(-1);
    if (!last) break;
    cursor = last.id;
    await verifyAccounts(
      tx,
      shopId,
      ids.map((row) => row.id),
      result,
    );
  }
  for (const difference of result.differences.slice(0, 100)) {
    log.error({ shop: shopId, ...difference }, 'the ledger differs from its entries');
  }
  const { accounts, entries, differences } = result;
  log.info({ shop: shopId, accounts, entries, differences: differences.length }, 'ledger verified');
  return result;
}

async function verifyAccounts(
  tx: LedgerTx,
  shopId: number,
  ids: readonly bigint[],
  result: Verification,
): Promise<void> {
  const sums = await query<SumRow>(tx, SUMS, shopId, `{${ids.join(',')}}`);
  const histories = await readHistories(tx, shopId, ids);
  for (const row of sums) {
    const note = (what: string, stored: unknown, worked: unknown) => {
      if (`${stored}` === `${worked}`) return;
      result.differences.push({
        accountId: row.id,
        what,
        stored: `${stored}`,
        worked: `${worked}`,
      });
    };
    result.accounts += 1;
    result.entries += row.entries;
    note('balance', row.balance, row.total);
    note('last number', row.last_number, row.entries);
    note('entries out of their chain', row.breaks, 0);
    const history = histories.get(row.id)!;
    if (row.status === 'merged') {
      note('lots of a merged account', history.lots.length, 0);
      continue;
    }
    const { lots, debt } = settleHistory(history);
    const worked = new Map(lots.map((lot) => [lot.subject, lot]));
    for (const lot of history.lots) {
      note(`left of ${lot.subject}`, lot.remaining, worked.get(lot.subject)?.remaining ?? 0n);
      note(`expired of ${lot.subject}`, lot.expired, worked.get(lot.subject)?.expired ?? 0n);
    }
    const left = lots.reduce((total, lot) => total + lot.remaining, 0n);
    note('lots and debt together', row.balance, left - debt);
  }
}
