// The result files of bulk operations: where they lie, and links to them that are signed and run
// out.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BulkOperation } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import type { ApiContext } from '../resolver.ts';

const lifetimeMs = 7 * 86_400_000;

/** The path of an operation's JSONL file; the folder is made where it is missing. */
export function bulkFile(store: Store, operation: Pick<BulkOperation, 'id'>): string {
  const root =
    store.directory === ':memory:'
      ? path.join(tmpdir(), `devstore-bulk-${process.pid}`)
      : store.directory;
  const directory = path.join(root, 'bulk');
  mkdirSync(directory, { recursive: true });
  return path.join(directory, `${operation.id}.jsonl`);
}

/** A link that is good for seven days of devstore's clock after the operation ended. */
export function bulkUrl(
  context: Pick<ApiContext, 'publicOrigin' | 'store'>,
  operation: BulkOperation,
): string {
  const ended = operation.completedAt ?? operation.createdAt;
  const expires = Math.floor((Date.parse(ended) + lifetimeMs) / 1000);
  const signature = sign(context.store, operation.id, expires);
  return `${context.publicOrigin}/__bulk/${operation.id}.jsonl?Expires=${expires}&Signature=${signature}`;
}

export type LinkState = 'expired' | 'forged' | 'good';

/** Checks the link of a download. */
export function checkLink(store: Store, id: number, query: URLSearchParams): LinkState {
  const expires = Number(query.get('Expires'));
  const given = Buffer.from(query.get('Signature') ?? '');
  const wanted = Buffer.from(sign(store, id, expires));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'forged';
  const isOver = expires * 1000 < store.clock.ms() || store.faults.get().bulk.isUrlExpired;
  return isOver ? 'expired' : 'good';
}

function sign(store: Store, id: number, expires: number): string {
  let secret = store.settings.read('bulk.secret', '');
  if (secret === '') {
    secret = store.newToken();
    store.settings.write('bulk.secret', secret);
  }
  return createHmac('sha256', secret).update(`${id} ${expires}`).digest('hex');
}
