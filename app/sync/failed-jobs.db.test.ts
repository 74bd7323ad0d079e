import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { ShopifyUnreachable } from '#app/shopify/failures.ts';
import { addShop } from '../../tests/setup/sync-shop.ts';
import { recordFailedJob } from './failed-jobs.server.ts';
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
  await recordFailedJob(shopId, { id, name: 'sync/reconcile' }, error);
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
  await recordFailedJob(shopId, { id, name: 'sync/reconcile' }, new Error('made up'));
  const page = await readDataPage(shopId, new Date());
  expect(await retryIssue(shopId, page!.issues[0]!.id)).toMatchObject({ ok: false });
  expect(await attemptsOf(id)).toBe(2);
});
