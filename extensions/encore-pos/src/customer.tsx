// One customer at the point of sale: balance, points on the way, tier, codes.
import type { Api } from '@shopify/ui-extensions/pos.home.modal.render';
import { useEffect, useState } from 'preact/hooks';
import type { HeldCode, StaffCustomer } from '../../../app/shoppers/contract.ts';
import { readCustomer, type Token } from '../../staff-parts/staff-door.ts';

type Props = {
  i18n: Api['i18n'];
  token: Token;
  customerId: string;
  /** Left out where there is no cart. */
  onApply?: (code: HeldCode) => void;
};

export function Customer({ i18n, token, customerId, onApply }: Props) {
  const [customer, setCustomer] = useState<StaffCustomer | null | 'loading'>('loading');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another customer, another question
  useEffect(() => {
    readCustomer(token, customerId).then(setCustomer);
  }, [customerId]);
  const t = (key: string, values?: Record<string, string | number>) =>
    i18n.translate(`pos.${key}`, values);
  if (customer === 'loading') return <s-spinner />;
  if (!customer) return <s-text>{t('resting')}</s-text>;
  if (customer.isBlocked) return <s-text>{t('blocked')}</s-text>;
  if (!customer.isMember) return <s-text>{t('not_member')}</s-text>;

  const points = (count: number) =>
    i18n.translate('points', { count, number: i18n.formatNumber(count) });
  const codes = customer.codes.filter(({ state, code }) => state === 'ready' && code);
  return (
    <s-stack gap="base">
      <s-heading>{points(customer.balance)}</s-heading>
      {customer.pendingTotal > 0 && (
        <s-text color="subdued">{t('pending', { points: points(customer.pendingTotal) })}</s-text>
      )}
      {customer.tier && <s-text>{t('tier', { tier: customer.tier })}</s-text>}
      {codes.length > 0 && <s-text type="strong">{t('codes')}</s-text>}
      {codes.map((code) => (
        <s-stack key={code.id} direction="inline" gap="base" justifyContent="space-between">
          <s-text>{`${code.name} · ${code.code}`}</s-text>
          {onApply && code.value.kind !== 'gift-card' && (
            <s-button onClick={() => onApply(code)}>{t('apply')}</s-button>
          )}
        </s-stack>
      ))}
    </s-stack>
  );
}
