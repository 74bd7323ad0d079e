// Joins the reads of shoppers who ask at the same moment into one statement: alone a shopper waits
// for nobody, in a rush a hundred wallets cost a few round trips.

type Waiting<Value> = {
  resolve: (value: Value | null) => void;
  reject: (error: unknown) => void;
};

/** More than this in one statement would make the first wait for the last. */
const LARGEST = 64;
/** So many statements of one shop are under way at once; what comes meanwhile is joined. */
const AT_ONCE = 2;

type Queue<Value> = {
  waiting: Map<bigint, Waiting<Value>[]>;
  underWay: number;
  /** It starts at the end of this turn of the event loop. */
  isDue: boolean;
};

/**
 * Turns a read for many into a read for one. `readMany` gives what it found; who is not in it gets
 * null. An error is everybody's who waited for that statement. Never joins two shops.
 */
export function batched<Value>(
  readMany: (shopId: number, ids: readonly bigint[]) => Promise<ReadonlyMap<bigint, Value>>,
): (shopId: number, id: bigint) => Promise<Value | null> {
  const queues = new Map<number, Queue<Value>>();

  function start(shopId: number, queue: Queue<Value>) {
    if (queue.underWay >= AT_ONCE) return;
    if (queue.waiting.size === 0) {
      if (queue.underWay === 0 && !queue.isDue) queues.delete(shopId);
      return;
    }
    const batch = [...queue.waiting].slice(0, LARGEST);
    for (const [id] of batch) queue.waiting.delete(id);
    queue.underWay++;
    readMany(
      shopId,
      batch.map(([id]) => id),
    )
      .then(
        (found) => {
          for (const [id, all] of batch) for (const one of all) one.resolve(found.get(id) ?? null);
        },
        (error: unknown) => {
          for (const [, all] of batch) for (const one of all) one.reject(error);
        },
      )
      .finally(() => {
        queue.underWay--;
        start(shopId, queue);
      });
  }

  // What came through other connections in this turn goes along: a statement and its round trip
  // cost several times what one more shopper in it does.
  function startSoon(shopId: number, queue: Queue<Value>) {
    if (queue.isDue || queue.underWay >= AT_ONCE) return;
    queue.isDue = true;
    setImmediate(() => {
      queue.isDue = false;
      start(shopId, queue);
    });
  }

  return (shopId, id) =>
    new Promise((resolve, reject) => {
      let queue = queues.get(shopId);
      if (!queue) {
        queue = { waiting: new Map(), underWay: 0, isDue: false };
        queues.set(shopId, queue);
      }
      const same = queue.waiting.get(id);
      if (same) same.push({ resolve, reject });
      else queue.waiting.set(id, [{ resolve, reject }]);
      startSoon(shopId, queue);
    });
}
