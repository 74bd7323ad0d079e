// What rules can match of products and customers, as it is now.
import { pool } from '#app/db.server.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { segmentsOf } from './segments/keep-segments.server.ts';
import type { CustomerTraits, LineTraits } from './worth.ts';

type TraitRow = { id: bigint; tags: string[]; type: string; vendor: string; collections: string[] };

/** What rules can match of products, as it is now. */
export async function readTraits(
  shopId: number,
  lines: readonly { productId: bigint | null }[],
): Promise<Map<bigint, LineTraits>> {
  const ids = lines.map((line) => line.productId).filter((id) => id !== null);
  const rows = await query<TraitRow>(
    pool,
    `SELECT p.id, p.tags, p.type, p.vendor, array(
       SELECT c.collection_id::text FROM loyalty_collection_product c
       WHERE c.shop_id = p.shop_id AND c.product_id = p.id) AS collections
     FROM product p WHERE p.shop_id = $1::int AND p.id = ANY ($2::text::bigint[])`,
    shopId,
    `{${ids.join(',')}}`,
  );
  return new Map<bigint, LineTraits>(
    rows.map(({ id, collections, ...traits }) => [
      id,
      { ...traits, collectionIds: collections.map(BigInt) },
    ]),
  );
}

/** What rules can match of customers, as it is now. */
export async function readCustomerTraits(
  tx: LedgerTx,
  shopId: number,
  customerIds: readonly bigint[],
): Promise<Map<bigint, CustomerTraits>> {
  const rows = await query<CustomerTraits & { id: bigint }>(
    tx,
    `SELECT c.id, c.tags, ${segmentsOf('c.shop_id', 'c.id')} AS "segmentIds"
     FROM customer c WHERE c.shop_id = $1::int AND c.id = ANY ($2::text::bigint[])`,
    shopId,
    `{${customerIds.join(',')}}`,
  );
  return new Map(rows.map(({ id, ...customer }) => [id, customer]));
}
