// Puts jobs into the queue inside the caller's transaction: the job exists if and only if the
// effect was committed.

import { canonicalJson } from '../basics/canonical-json.ts';
import type { Narrow, Sql } from '../db.server.ts';
import {
  type Announcement,
  type AnnouncementInput,
  announcements,
  definitionOf,
  type JobInput,
  type JobName,
} from './catalog.ts';

export type EnqueueOptions = {
  /** Not before this instant. */
  runAt?: Date;
  /** One waiting job a key: adding it again replaces the payload of the one that waits. */
  key?: string;
  /** With a key: keep the earlier of two instants instead of the newer one. */
  keepRunAt?: boolean;
  /** After everything that somebody waits for. */
  isUnhurried?: boolean;
};

const ADD = `graphile_worker.add_job(
  $1, payload := $2::json, queue_name := $3, run_at := $4::timestamptz, max_attempts := $5,
  job_key := $6, priority := $7, job_key_mode := $8)`;
// Where the job that waits under the key is taken at that very moment, the queue adds none and says
// nothing, though the other may not see any more what this one is for. Asked again, it adds one.
const ADD_JOB = `SELECT COALESCE((${ADD}).id, (${ADD}).id)`;

/** Adds one job through `tx` (a Prisma transaction, or a node-postgres client or pool). */
export async function enqueue<Name extends JobName>(
  tx: Narrow<never> | Sql,
  name: Name,
  payload: JobInput<Name>,
  options: EnqueueOptions = {},
): Promise<void> {
  const { maxAttempts, lane, priority } = definitionOf(name);
  const { shopId } = payload as { shopId: number };
  const values = [
    name,
    canonicalJson(payload),
    lane === undefined ? null : `${lane}:${shopId}`,
    options.runAt?.toISOString() ?? null,
    maxAttempts,
    options.key === undefined ? null : `${name}:${shopId}:${options.key}`,
    (priority ?? 0) + (options.isUnhurried ? 10 : 0),
    options.keepRunAt ? 'preserve_run_at' : 'replace',
  ];
  if ('$queryRawUnsafe' in tx) await tx.$executeRawUnsafe(ADD_JOB, ...values);
  else await tx.query(ADD_JOB, values);
}

/** Tells whoever reacts, according to the catalogue, that something happened. */
export async function announce<Name extends Announcement>(
  tx: Narrow<never> | Sql,
  name: Name,
  payload: AnnouncementInput<Name>,
  options: EnqueueOptions = {},
): Promise<void> {
  for (const reaction of announcements[name].reactions as readonly JobName[]) {
    await enqueue(tx, reaction, payload as JobInput<JobName>, options);
  }
}

const ADD_JOB_FOR_EACH = `SELECT graphile_worker.add_job($1, payload := payload::json,
  queue_name := $2 || ':' || (payload ->> 'shopId'), max_attempts := $3, priority := $4)
  FROM jsonb_array_elements($5::jsonb) AS payload`;

/** The same for many things that happened, in one statement for each who reacts. */
export async function announceAll<Name extends Announcement>(
  tx: Narrow<never> | Sql,
  name: Name,
  payloads: readonly AnnouncementInput<Name>[],
): Promise<void> {
  if (payloads.length === 0) return;
  for (const reaction of announcements[name].reactions as readonly JobName[]) {
    const { maxAttempts, lane, priority } = definitionOf(reaction);
    const values = [reaction, lane ?? null, maxAttempts, priority ?? 0, canonicalJson(payloads)];
    if ('$queryRawUnsafe' in tx) await tx.$executeRawUnsafe(ADD_JOB_FOR_EACH, ...values);
    else await tx.query(ADD_JOB_FOR_EACH, values);
  }
}

const ADD_JOBS = `SELECT graphile_worker.add_job(
  $1, payload := json_build_object('shopId', id), queue_name := $2 || ':' || id,
  max_attempts := $3, job_key := $1 || ':' || id || ':' || $4, priority := $5)
  FROM unnest($6::int[]) AS id`;

/**
 * Adds the same job for each of many shops in one statement; one that waits under `key` stays one.
 */
export async function enqueueForShops(
  sql: Sql,
  name: JobName,
  shopIds: number[],
  key: string,
): Promise<void> {
  const { maxAttempts, lane, priority } = definitionOf(name);
  await sql.query(ADD_JOBS, [name, lane ?? null, maxAttempts, key, priority ?? 0, shopIds]);
}
