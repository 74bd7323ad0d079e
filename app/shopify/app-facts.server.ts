// What themes know of the app itself, without a request: metafields of its installation.
import { type CallOptions, callShopify } from './call.server.ts';
import { AppInstallationDocument, WriteAppFactsDocument } from './operations.generated.ts';
import type { CallableShop } from './token.server.ts';

export type AppFact =
  | { key: string; type: 'json'; value: unknown }
  | { key: string; type: 'boolean'; value: boolean };

/**
 * Writes `app.metafields.encore.KEY` for Liquid. The same values again change nothing. Throws as
 * callShopify does.
 */
export async function writeAppFacts(
  shop: CallableShop,
  facts: readonly AppFact[],
  options: CallOptions,
): Promise<void> {
  const { currentAppInstallation } = await callShopify(shop, AppInstallationDocument, {}, options);
  const metafields = facts.map(({ key, type, value }) => ({
    ownerId: currentAppInstallation.id,
    namespace: 'encore',
    key,
    type,
    value: JSON.stringify(value),
  }));
  await callShopify(shop, WriteAppFactsDocument, { metafields }, options);
}
