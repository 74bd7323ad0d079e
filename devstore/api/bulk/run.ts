// Runs bulk operations in the background, slice by slice, and writes their files as it goes.
import { once } from 'node:events';
import { createWriteStream, readFileSync, rmSync, type WriteStream } from 'node:fs';
import path from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  type FieldNode,
  GraphQLError,
  getArgumentValues,
  getNamedType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { BulkOperation } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import { announce, newEvent } from '../../webhooks/announce.ts';
import { Bucket } from '../bucket.ts';
import type { Connection } from '../connection.ts';
import { readDocument } from '../documents.ts';
import { makeContext, runRequest } from '../engine.ts';
import { fieldPlan, resolveField } from '../fields.ts';
import { gid } from '../gid.ts';
import type { ApiContext } from '../resolver.ts';
import { loadAdminSchema } from '../schema.ts';
import { type Child, compileConnection, type NodePlan } from './compile.ts';
import { isConnection } from './connections.ts';
import { bulkFile } from './files.ts';

const sliceSize = 250;
const running = new WeakMap<Store, Map<number, Promise<void>>>();

/**
 * Starts (or, after a restart, starts again) an operation; the promise is done when it has ended.
 */
export function startBulk(store: Store, id: number): Promise<void> {
  const ofStore = running.get(store) ?? new Map<number, Promise<void>>();
  running.set(store, ofStore);
  const known = ofStore.get(id);
  if (known) return known;
  const work = runToEnd(store, id).finally(() => ofStore.delete(id));
  ofStore.set(id, work);
  return work;
}

/** Operations that a killed process left behind start again from their beginning. */
export function resumeBulk(store: Store): void {
  for (const operation of store.bulkOperations.where("status IN ('CREATED', 'RUNNING')"))
    void startBulk(store, operation.id);
  for (const operation of store.bulkOperations.where("status = 'CANCELING'"))
    finish(store, { ...operation, status: 'CANCELED' });
}

async function runToEnd(store: Store, id: number): Promise<void> {
  const created = store.bulkOperations.get(id);
  if (!created) return;
  const file = bulkFile(store, created);
  rmSync(file, { force: true });
  const operation = store.bulkOperations.put({
    ...created,
    status: 'RUNNING',
    objectCount: 0,
    rootObjectCount: 0,
    fileSize: 0,
  });
  const output = new Output(createWriteStream(file, { highWaterMark: 1 << 20 }), store, operation);
  try {
    await (operation.type === 'QUERY'
      ? exportRows(store, operation, output)
      : runMutations(store, operation, output));
    await output.close();
    finish(store, { ...operation, status: output.isCanceled() ? 'CANCELED' : 'COMPLETED' });
  } catch (error) {
    await output.close();
    if (isClosed(store)) return;
    const code = error instanceof GraphQLError ? error.extensions.code : null;
    finish(store, {
      ...operation,
      status: 'FAILED',
      errorCode: code === 'ACCESS_DENIED' ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR',
    });
    if (code !== 'ACCESS_DENIED' && !(error instanceof ForcedFailure))
      console.error(`devstore: bulk operation ${id} failed:`, error);
  }
}

class ForcedFailure extends Error {}

/** A store that was closed under a running operation: it goes on at the next start. */
function isClosed(store: Store): boolean {
  return !store.database.raw.isOpen;
}

function finish(store: Store, operation: BulkOperation): void {
  store.write(() => {
    store.bulkOperations.put({ ...operation, completedAt: store.now() });
    if (store.faults.get().bulk.isFinishSilent) return;
    announce(store, newEvent(), 'bulk_operations/finish', {
      admin_graphql_api_id: gid('BulkOperation', operation.id),
      completed_at: store.now(),
      created_at: operation.createdAt,
      error_code: operation.errorCode?.toLowerCase() ?? null,
      status: operation.status.toLowerCase(),
      type: operation.type.toLowerCase(),
    });
  });
}

/** The growing file together with the counters that `bulkOperation(id:)` shows. */
class Output {
  readonly #stream: WriteStream;
  readonly #store: Store;
  readonly #operation: BulkOperation;
  #lines: string[] = [];
  #written = 0;

  constructor(stream: WriteStream, store: Store, operation: BulkOperation) {
    this.#stream = stream;
    this.#store = store;
    this.#operation = operation;
  }

  line(row: object): void {
    this.#lines.push(JSON.stringify(row));
    this.#operation.objectCount++;
    const { garbageAfterLines } = this.#store.faults.get().bulk;
    if (garbageAfterLines === this.#operation.objectCount) this.#lines.push('{"id":"gid://sho');
  }

  root(): void {
    this.#operation.rootObjectCount++;
    const { failAfterObjects } = this.#store.faults.get().bulk;
    if (failAfterObjects !== null && this.#operation.rootObjectCount > failAfterObjects)
      throw new ForcedFailure('failed on demand');
  }

  /** Writes what has gathered, waits for the disk, shows the progress and lets others run. */
  async flush(): Promise<void> {
    if (this.#lines.length > 0) {
      const text = `${this.#lines.join('\n')}\n`;
      this.#lines = [];
      this.#written += Buffer.byteLength(text);
      this.#operation.fileSize = this.#written;
      if (!this.#stream.write(text)) await once(this.#stream, 'drain');
    }
    const { sliceDelayMs } = this.#store.faults.get().bulk;
    if (sliceDelayMs > 0) await setTimeout(sliceDelayMs, undefined, { ref: false });
    else await setImmediate();
    if (!this.isCanceled()) this.#store.bulkOperations.put(this.#operation);
  }

  isCanceled(): boolean {
    return this.#store.bulkOperations.get(this.#operation.id)?.status === 'CANCELING';
  }

  async close(): Promise<void> {
    if (this.#lines.length > 0 && !isClosed(this.#store)) await this.flush();
    this.#stream.end();
    await once(this.#stream, 'close');
  }
}

async function exportRows(store: Store, operation: BulkOperation, output: Output): Promise<void> {
  const admin = loadAdminSchema();
  const document = readDocument(operation.query);
  if (!('kind' in document)) throw new Error('the query was checked before it was accepted');
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [
            [
              definition.name.value,
              { on: definition.typeCondition.name.value, set: definition.selectionSet },
            ] as const,
          ]
        : [],
    ),
  );
  const query = document.definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION,
  )!;
  const root = query.selectionSet.selections[0] as FieldNode;
  const field = admin.schema.getQueryType()!.getFields()[root.name.value]!;
  const context = makeContext(store, operation.scopes, '');
  const nested = { ...context, isBulk: true };
  const plan = fieldPlan(admin, 'QueryRoot', root.name.value, field.type);
  const refusal = plan.guard?.(context);
  if (refusal) throw refusal;
  const args = getArgumentValues(field, root);
  const type = getNamedType(field.type);
  const resolve = (extra: object) =>
    resolveField(plan, {}, { ...args, ...extra }, context, 'QueryRoot', root.name.value);
  if (!isConnection(type)) throw new Error('devstore exports connections only');
  const nodePlan = compileConnection({ admin, fragments }, root, type);
  let after: string | null = null;
  for (;;) {
    const page = resolve({
      first: sliceSize,
      last: null,
      after,
      before: null,
    }) as Connection<unknown>;
    for (const node of page.nodes) {
      output.root();
      writeNode(nodePlan, node, null, output, nested);
    }
    await output.flush();
    if (output.isCanceled() || !page.pageInfo.hasNextPage) return;
    after = page.pageInfo.endCursor;
  }
}

function writeNode(
  plan: NodePlan,
  node: unknown,
  parentId: string | null,
  output: Output,
  context: ApiContext,
): void {
  const children: Child[] = [];
  const row = plan.write(node, children, context);
  if (parentId !== null) row.__parentId = parentId;
  output.line(row);
  if (children.length === 0) return;
  const id = plan.idOf(node, context);
  for (const child of children)
    for (const inner of child.nodes) writeNode(child.plan, inner, id, output, context);
}

/** Each line of the upload is the variables of one call. */
async function runMutations(store: Store, operation: BulkOperation, output: Output): Promise<void> {
  const file = uploadFile(store, operation.uploadPath!);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const bucket = new Bucket(
    () => 'plus',
    () => Number.POSITIVE_INFINITY,
  );
  for (const [index, line] of lines.entries()) {
    const context = makeContext(store, operation.scopes, '');
    const { body, afterwards } = runRequest(context, bucket, {
      query: operation.query,
      variables: JSON.parse(line) as Record<string, unknown>,
    });
    bucket.drain(Number.MAX_SAFE_INTEGER);
    for (const act of afterwards) act();
    output.root();
    output.line({ ...body, extensions: undefined, __lineNumber: index });
    if (index % sliceSize === 0) await output.flush();
    if (output.isCanceled()) return;
  }
}

export function uploadFile(store: Store, id: string): string {
  return path.join(path.dirname(bulkFile(store, { id: 0 })), `upload-${id}`);
}
