// Finds out what Shopify withholds: the fields of a bulk operation are asked for a few objects in a
// plain query, where every field that is withheld has an error beside it.
import type { Sql } from '../../db.server.ts';
import { type CallOptions, callShopifyKnowingWithheld } from '../../shopify/call.server.ts';
import { isAccessDenied } from '../../shopify/failures.ts';
import {
  ProtectedCustomersDocument,
  ProtectedOrdersDocument,
} from '../../shopify/operations.generated.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { type HeldType, nameOf, type Sample, stillWithheld } from '../withheld.ts';

/** An answer of Shopify's; null where not even the objects may be read. */
type Asked = Sample | null;

const NODES = /^\w+\.nodes\./;

/** A few objects of a type and what of them is withheld. */
export async function sampleOf(
  shop: CallableShop,
  type: HeldType,
  options: CallOptions,
): Promise<Asked> {
  try {
    const { objects, withheld } = await ask(shop, type, options);
    return { objects, withheld: new Set([...withheld].map((path) => path.replace(NODES, ''))) };
  } catch (error) {
    if (isAccessDenied(error)) return null;
    throw error;
  }
}

async function ask(shop: CallableShop, type: HeldType, options: CallOptions): Promise<Sample> {
  if (type === 'Customer') {
    const answer = await callShopifyKnowingWithheld(shop, ProtectedCustomersDocument, {}, options);
    return { objects: answer.data.customers.nodes, withheld: answer.withheld };
  }
  const answer = await callShopifyKnowingWithheld(shop, ProtectedOrdersDocument, {}, options);
  return { objects: answer.data.orders.nodes, withheld: answer.withheld };
}

/**
 * Writes down what the samples say is withheld now. Returns true if something is given that was
 * withheld before: then it is worth reading everything again.
 */
export async function followSamples(
  sql: Sql,
  shopId: number,
  samples: Record<HeldType, Asked>,
): Promise<boolean> {
  const { rows } = await sql.query<{ withheld: string[] }>(
    'SELECT withheld FROM shop WHERE id = $1 FOR UPDATE',
    [shopId],
  );
  const before = rows[0]!.withheld;
  const now = (['Customer', 'Order'] as const).flatMap((type) => {
    const sample = samples[type];
    if (sample) return stillWithheld(before, type, sample);
    return [nameOf(type, ''), ...before.filter((name) => name.startsWith(`${type}.`))];
  });
  await sql.query('UPDATE shop SET withheld = $2 WHERE id = $1', [shopId, now.sort()]);
  return before.some((name) => !now.includes(name));
}
