import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { ShopifyUnreachable } from '#app/shopify/failures.ts';
import { addShop } from '../../tests/setup/sync-shop.ts';
import { noteFailure, noteSuccess } from './failed-jobs.server.ts';
import { readDataPage } from './read-data-page.server.ts';
import { retryIssue } from './retry-issue.server.ts';

/** A job of the shop that was tried as often as it may be. */
async function givenUp(shopId: number): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id::text FROM graphile_worker.add_job('sync/reconcile',
       json_build_object('shopId', $1::int), max_attempts := 2)`,
    [shopId],
  );
  await pool.query('UPDATE graphile_worker._private_jobs SET attempts = 2 WHERE id = $1', [
    rows[0]!.id,
  ]);
  return rows[0]!.id;
}

const attemptsOf = async (id: string) => {
  const { rows } = await pool.query<{ attempts: number }>(
    'SELECT attempts FROM graphile_worker._private_jobs WHERE id = $1',
    [id],
  );
  return rows[0]?.attempts;
};

test('a job that was given up is shown with its reason and can be tried again', async () => {
  const shopId = await addShop('failed-job.myshopify.com');
  const id = await givenUp(shopId);
  const error = new ShopifyUnreachable('OrdersSince', 'status 500', false);
  const job = { id, name: 'sync/reconcile', key: null };
  await noteFailure(shopId, { ...job, isLastTry: false }, error);
  expect((await readDataPage(shopId, new Date()))!.issues).toEqual([]);
  await noteFailure(shopId, { ...job, isLastTry: true }, error);
  const page = await readDataPage(shopId, new Date());
  expect(page!.issues).toMatchObject([
    {
      source: 'job',
      subject: `job/${id}/sync/reconcile`,
      reason: 'ShopifyUnreachable',
      canRetry: true,
    },
  ]);
  expect(await retryIssue(shopId, page!.issues[0]!.id)).toEqual({ ok: true, value: null });
  expect(await attemptsOf(id)).toBe(0);
  expect((await readDataPage(shopId, new Date()))!.issues).toEqual([]);
});

test('nobody has the job of another shop tried again', async () => {
  const shopId = await addShop('own-job.myshopify.com');
  const otherId = await addShop('other-job.myshopify.com');
  const id = await givenUp(otherId);
  const job = { id, name: 'sync/reconcile', key: null, isLastTry: true };
  await noteFailure(shopId, job, new Error('made up'));
  const page = await readDataPage(shopId, new Date());
  await retryIssue(shopId, page!.issues[0]!.id);
  expect(await attemptsOf(id)).toBe(2);
});

test('a job that is put in again and again is shown when it fails for minutes, until it works', async () => {
  const shopId = await addShop('failing-job.myshopify.com');
  const key = `sync/work-events:${shopId}:all`;
  const job = { id: '7', name: 'sync/work-events', key };
  const fail = () =>
    noteFailure(shopId, { ...job, isLastTry: false }, new ShopifyUnreachable('X', 'y', false));
  const shown = async (minutes: number) => {
    const page = await readDataPage(shopId, new Date(Date.now() + minutes * 60_000));
    return page!.issues.map(({ subject, times }) => [subject, times]);
  };
  await fail();
  await fail();
  expect(await shown(0)).toEqual([]);
  expect(await shown(11)).toEqual([[`job/sync/work-events#${key}`, 2]]);
  await noteSuccess(pool, shopId, job);
  expect(await shown(11)).toEqual([]);
  // What fails anew is new.
  await fail();
  expect(await shown(0)).toEqual([]);
  const page = await readDataPage(shopId, new Date(Date.now() + 660_000));
  expect(await retryIssue(shopId, page!.issues[0]!.id)).toMatchObject({ ok: true });
  expect(await shown(11)).toEqual([]);
});
