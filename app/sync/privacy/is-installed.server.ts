// Whether Shopify still lets Encore into a shop: a notice of an uninstall may be late or lost.
import { callShopify } from '../../shopify/call.server.ts';
import { ShopGone } from '../../shopify/failures.ts';
import { ShopFactsDocument } from '../../shopify/operations.generated.ts';
import type { CallableShop } from '../../shopify/token.server.ts';

/** Asks Shopify. Throws as callShopify does if there is no answer. */
export async function isInstalled(shop: CallableShop): Promise<boolean> {
  try {
    await callShopify(shop, ShopFactsDocument, {}, { priority: 'webhook' });
    return true;
  } catch (error) {
    if (error instanceof ShopGone) return false;
    throw error;
  }
}
