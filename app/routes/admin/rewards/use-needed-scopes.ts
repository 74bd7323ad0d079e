// What Shopify lets an app do only if the merchant says so: asked for by the merchant who turns the
// feature on, at that moment.
import { useAppBridge } from '@shopify/app-bridge-react';
import { useToast } from '#app/ui/use-toast.ts';

const NEEDED: Record<string, string[]> = {
  'store-credit': ['read_store_credit_accounts', 'write_store_credit_account_transactions'],
  'gift-card': ['write_gift_cards'],
};

/** True for a kind of reward that needs nothing more, or once the merchant has granted it. */
export function useNeededScopes(granted: readonly string[]): (kind: string) => Promise<boolean> {
  const bridge = useAppBridge();
  const toast = useToast();
  return async (kind) => {
    const missing = (NEEDED[kind] ?? []).filter((scope) => !granted.includes(scope));
    if (missing.length === 0) return true;
    const { result } = await bridge.scopes.request(missing);
    if (result === 'granted-all') return true;
    toast('Without this access Shopify does not let Encore give it.', {
      isError: true,
    });
    return false;
  };
}
