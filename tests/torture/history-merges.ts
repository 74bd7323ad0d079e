// Which merges of a random history our rows must know in the end: those that were told, and those
// that nobody told but that show in an order we knew before.
import { pool } from '#app/db.server.ts';
import type { HistoryShop } from './history-shop.ts';
import type { Delivery, Step } from './history-steps.ts';

type Merge = {
  fromId: number;
  intoId: number;
  /** Orders that went over and that we knew as the first one's; told needs none. */
  proof: Set<string> | 'told';
};

/** Looks on while a history is played. */
export class MergesOfHistory {
  readonly #merges: Merge[] = [];
  /** Whose orders went elsewhere by hand: what then shows in them may be that. */
  readonly #left = new Set<number>();

  /** Sees a step before it is taken: what happens to the proof of a merge makes it none. */
  see(step: Step, shop: HistoryShop): void {
    if (step.do === 'redact') for (const merge of this.#merges) this.#doubt(merge);
    if (step.do !== 'delete' && !(step.do === 'change' && step.change.kind === 'move')) return;
    const order = shop.order(step.order);
    if (!order) return;
    for (const merge of this.#merges) {
      if (merge.proof !== 'told' && merge.proof.has(order.id)) this.#doubt(merge);
    }
    const customer = order.customer as { id: string } | null;
    if (customer && step.do === 'change') this.#left.add(Number(customer.id.split('/').at(-1)));
  }

  #doubt(merge: Merge): void {
    if (merge.proof !== 'told') merge.proof.clear();
  }

  /** Notes a merge that has just happened in the shop. */
  async add(
    shopId: number,
    shop: HistoryShop,
    { fromId, intoId }: { fromId: number; intoId: number },
    delivery: Delivery,
  ): Promise<void> {
    if (delivery !== 'lost') return void this.#merges.push({ fromId, intoId, proof: 'told' });
    const { rows } = await pool.query<{ id: string }>(
      `SELECT 'gid://shopify/Order/' || id AS id FROM orders
       WHERE shop_id = $1 AND customer_id = $2 AND deleted_at IS NULL`,
      [shopId, fromId],
    );
    const into = `gid://shopify/Customer/${intoId}`;
    const went = rows.filter(({ id }) => {
      const customer = shop.replay.orders.get(id)?.customer as { id: string } | null | undefined;
      return customer?.id === into;
    });
    const proof = new Set(this.#left.has(fromId) ? [] : went.map(({ id }) => id));
    this.#merges.push({ fromId, intoId, proof });
  }

  /** Who must be known as merged, into whoever is left of them. */
  expected(): Map<number, number> {
    const intoOf = new Map(this.#merges.map((merge) => [merge.fromId, merge]));
    const isSure = ({ proof }: Merge) => proof === 'told' || proof.size > 0;
    return new Map(
      this.#merges.flatMap((merge): [number, number][] => {
        let last = merge;
        for (let next: Merge | undefined = merge; next; next = intoOf.get(next.intoId)) {
          if (!isSure(next)) return [];
          last = next;
        }
        return [[merge.fromId, last.intoId]];
      }),
    );
  }

  /** The same as our rows have it. */
  async known(shopId: number): Promise<Map<number, number | null>> {
    const { rows } = await pool.query<{ id: bigint; intoId: bigint | null }>(
      `SELECT id, merged_into_id AS "intoId" FROM customer
       WHERE shop_id = $1 AND id = ANY ($2::bigint[])`,
      [shopId, [...this.expected().keys()]],
    );
    const known = new Map(
      rows.map(({ id, intoId }) => [Number(id), intoId === null ? null : Number(intoId)]),
    );
    return new Map([...this.expected().keys()].map((id) => [id, known.get(id) ?? null]));
  }
}
