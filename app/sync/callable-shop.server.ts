// The shop as the Admin API client wants it.
import type { CallableShop } from '../shopify/token.server.ts';
import { shopById } from './read.server.ts';

/** The shop of a job, or null if it uninstalled Encore meanwhile: its jobs end without a word. */
export async function callableShop(shopId: number): Promise<CallableShop | null> {
  const shop = await shopById(shopId);
  return shop && !shop.uninstalledAt ? { id: shop.id, domain: shop.domain } : null;
}
