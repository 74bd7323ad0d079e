// Begins the workflows of Shopify Flow that wait for one of our triggers.
import { type CallOptions, callShopify } from './call.server.ts';
import { FireFlowTriggerDocument } from './operations.generated.ts';
import type { CallableShop } from './token.server.ts';

/**
 * Fires a trigger of extensions/encore-flow-triggers for one customer. A shop without a workflow
 * for it takes it too. Throws as callShopify does.
 */
export async function fireFlowTrigger(
  shop: CallableShop,
  handle: string,
  customerId: bigint,
  fields: Record<string, string | number>,
  options: CallOptions,
): Promise<void> {
  const payload = { customer_id: Number(customerId), ...fields };
  await callShopify(shop, FireFlowTriggerDocument, { handle, payload }, options);
}
