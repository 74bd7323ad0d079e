// The card of a member: balance and tier. Nothing at all until the app has answered, and nothing if
// it does not.
import type { Api as OrderIndexApi } from '@shopify/ui-extensions/customer-account.order-index.block.render';
import type { Api as ProfileApi } from '@shopify/ui-extensions/customer-account.profile.block.render';
import { useEffect, useState } from 'preact/hooks';
import type { Wallet } from '../../../app/shoppers/contract.ts';
import { appDoor } from '../../ui-parts/door.ts';
import { voice } from '../../ui-parts/voice.ts';
import { missingInWords } from '../../words/describe.ts';

type Api = Pick<OrderIndexApi | ProfileApi, 'sessionToken' | 'localization' | 'i18n' | 'settings'>;

export function Summary({ api, withPending = false }: { api: Api; withPending?: boolean }) {
  const locale = api.localization.language.value.isoCode;
  const [wallet, setWallet] = useState<Wallet | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: loaded once
  useEffect(() => {
    appDoor(
      'account',
      api.sessionToken,
    )<Wallet>(`wallet?locale=${locale}`).then(setWallet, () => {});
  }, []);
  if (!wallet || wallet.state === 'guest') return null;
  const say = voice(api.i18n, locale, wallet.shop);
  const { member } = wallet;
  const tier = member?.tier;
  const ahead = tier ? tier.next : member?.firstTier;
  const way =
    ahead &&
    say.text('tier.next', { tier: ahead.name, missing: missingInWords(say, ahead.missing) });
  return (
    <s-section heading={String(api.settings.value.heading ?? '') || say.text('panel.title')}>
      <s-stack gap="base">
        <s-text type="strong">
          {member ? say.points(member.balance) : say.text('guest.join_title')}
        </s-text>
        {withPending && member && member.pendingTotal > 0 && (
          <s-text color="subdued">
            {say.text('balance.pending')}: {say.points(member.pendingTotal)}
          </s-text>
        )}
        {tier && <s-badge>{tier.name}</s-badge>}
        {ahead && <s-progress value={ahead.progress} max={1} accessibilityLabel={way ?? ''} />}
        {way && <s-text>{way}</s-text>}
        <s-link href="extension:encore-rewards-page/">{say.text('account.open')}</s-link>
      </s-stack>
    </s-section>
  );
}
