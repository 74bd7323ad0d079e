// The admin's customer page: what the customer has and is worth, and points to give or take.
import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/admin.customer-details.block.render';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Money, StaffCustomer } from '../../../app/shoppers/contract.ts';
import { adjust, readCustomer } from '../../staff-parts/staff-door.ts';

declare const shopify: Api;

export default async () => {
  render(<CustomerBlock />, document.body);
};

const { i18n } = shopify;
const t = (key: string, values: Record<string, string | number> = {}) =>
  String(i18n.translate(`admin.${key}`, values));
const points = (count: number) =>
  String(i18n.translate('points', { count, number: i18n.formatNumber(count) }));
const money = ({ amount, currency }: Money) => i18n.formatCurrency(Number(amount), { currency });
const token = () => shopify.auth.idToken();

function CustomerBlock() {
  const [customer, setCustomer] = useState<StaffCustomer | null | 'loading'>('loading');
  const id = shopify.data.selected[0]?.id ?? '';
  useEffect(() => {
    readCustomer(token, id).then(setCustomer);
  }, [id]);
  if (customer === 'loading') {
    return (
      <s-admin-block heading={t('title')}>
        <s-spinner accessibilityLabel={t('title')} />
      </s-admin-block>
    );
  }
  if (!customer) {
    return (
      <s-admin-block heading={t('title')}>
        <s-text>{t('resting')}</s-text>
      </s-admin-block>
    );
  }
  return (
    <s-admin-block heading={t('title')}>
      <s-stack gap="base">
        <Facts customer={customer} />
        {customer.isMember && <Change customer={customer} onChange={setCustomer} />}
        <s-link href={`app:${customer.path.replace(/^\/app/, '')}`}>{t('open')}</s-link>
      </s-stack>
    </s-admin-block>
  );
}

function Facts({ customer }: { customer: StaffCustomer }) {
  const { isMember, isBlocked, balance, pendingTotal, tier, predictedValue, group } = customer;
  const facts: [string, string][] = [];
  if (isMember) facts.push([t('balance'), points(balance)]);
  if (pendingTotal > 0) facts.push([t('pending'), points(pendingTotal)]);
  if (tier) facts.push([t('tier'), tier]);
  if (predictedValue) facts.push([t('value'), money(predictedValue)]);
  if (group) facts.push([t('group'), t(`groups.${group}`)]);
  return (
    <>
      {!isMember && <s-text>{t(isBlocked ? 'blocked' : 'not_member')}</s-text>}
      {facts.map(([name, value]) => (
        <s-stack key={name} direction="inline" justifyContent="space-between" gap="base">
          <s-text color="subdued">{name}</s-text>
          <s-text>{value}</s-text>
        </s-stack>
      ))}
    </>
  );
}

type ChangeProps = { customer: StaffCustomer; onChange(customer: StaffCustomer): void };

function Change({ customer, onChange }: ChangeProps) {
  const [amount, setAmount] = useState('');
  const [note, setNote] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [message, setMessage] = useState('');
  const change = Number(amount);
  const isReady = Number.isSafeInteger(change) && change !== 0 && note.trim() !== '';
  const save = async () => {
    setIsBusy(true);
    try {
      const { customerId } = customer;
      onChange(await adjust(token, { customerId, points: change, note: note.trim() }));
      setAmount('');
      setNote('');
      setMessage(t('saved'));
    } catch {
      // Whether it was done is for the balance to say.
      const now = await readCustomer(token, customer.customerId);
      if (now) onChange(now);
      setMessage(t('failed'));
    }
    setIsBusy(false);
  };
  return (
    <s-stack gap="base">
      <s-text type="strong">{t('adjust')}</s-text>
      <s-number-field
        label={t('amount')}
        details={t('amount_hint')}
        value={amount}
        onInput={(event) => setAmount(event.currentTarget.value)}
      />
      <s-text-field
        label={t('note')}
        value={note}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      <s-button disabled={!isReady || isBusy} loading={isBusy} onClick={save}>
        {t('save')}
      </s-button>
      {message && <s-banner tone="info">{message}</s-banner>}
    </s-stack>
  );
}
