// Checkout (Shopify Plus): balance, what this order earns, and rewards that are redeemed and applied without leaving.
import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/purchase.checkout.block.render';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Estimate, HeldCode, RewardInReach, Wallet } from '../../../app/shoppers/contract.ts';
import { appDoor, Refusal } from '../../ui-parts/door.ts';
import { giveBack, redeem } from '../../ui-parts/redeeming.ts';
import { voice } from '../../ui-parts/voice.ts';
import { refusalInWords, rewardName } from '../../words/describe.ts';
import { cartOf } from './checkout-cart.ts';

declare const shopify: Api;

export default async () => {
  render(<Checkout />, document.body);
};

type Message = { tone: 'info' | 'success'; text: string } | null;

/** Nothing at all until the app has answered, and nothing if it does not. */
function Checkout() {
  const ask = appDoor('checkout', shopify.sessionToken);
  const locale = shopify.localization.language.value.isoCode;
  const [wallet, setWallet] = useState<Wallet | null>(null);
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  const [busy, setBusy] = useState('');
  const [message, setMessage] = useState<Message>(null);
  const cart = cartOf(shopify);
  const question = JSON.stringify(cart);

  const load = () => ask<Wallet>(`wallet?locale=${locale}`).then(setWallet);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the wallet is loaded once, then after each act
  useEffect(() => {
    load().catch(() => {});
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the cart is another one
  useEffect(() => {
    let isLatest = true;
    ask<Estimate>('estimate', cart).then(
      (answer) => isLatest && setEstimate(answer),
      () => isLatest && setEstimate(null),
    );
    return () => {
      isLatest = false;
    };
  }, [question]);
  if (!wallet) return null;

  const say = voice(shopify.i18n, locale, wallet.shop);
  const { heading, hide_rewards: hidesRewards } = shopify.settings.value;
  const canChange = shopify.instructions.value.discounts.canUpdateDiscountCodes;
  const inCart = new Set(shopify.discountCodes.value.map(({ code }) => code.toUpperCase()));
  const held = wallet.member?.codes.filter(({ state, code }) => state === 'ready' && code) ?? [];
  const applied = held.filter(({ code }) => inCart.has(code!.toUpperCase()));
  const unused = held.filter((code) => !applied.includes(code));
  const within = wallet.rewards.filter(({ canRedeem }) => canRedeem);

  const act = async (id: string, work: () => Promise<Message>) => {
    setBusy(id);
    setMessage(null);
    try {
      setMessage(await work());
    } catch (error) {
      const problem = error instanceof Refusal ? error.problem : { reason: 'try-again' as const };
      setMessage({ tone: 'info', text: refusalInWords(say, problem) });
    }
    await load().catch(() => {});
    setBusy('');
  };
  const apply = async (code: HeldCode): Promise<boolean> => {
    const change = { type: 'addDiscountCode', code: code.code! } as const;
    return (await shopify.applyDiscountCodeChange(change)).type === 'success';
  };
  const redeemAndApply = async (reward: RewardInReach): Promise<Message> => {
    const code = await redeem(ask, { reward, cart, locale });
    // Store credit has no code, and a code still in the making waits among those held.
    if (!code.code || code.state !== 'ready') return null;
    if (await apply(code)) {
      return {
        tone: 'success',
        text: say.text('checkout.applied', { reward: rewardName(say, code) }),
      };
    }
    await giveBack(ask, code.id, locale);
    return { tone: 'info', text: say.text('checkout.returned') };
  };
  const use = async (code: HeldCode): Promise<Message> =>
    (await apply(code))
      ? { tone: 'success', text: say.text('checkout.applied', { reward: rewardName(say, code) }) }
      : { tone: 'info', text: say.text('code.not_applied') };
  const remove = async (code: HeldCode): Promise<Message> => {
    const change = { type: 'removeDiscountCode', code: code.code! } as const;
    const { type } = await shopify.applyDiscountCodeChange(change);
    if (type === 'error') return { tone: 'info', text: say.text('checkout.locked') };
    await giveBack(ask, code.id, locale);
    return { tone: 'success', text: say.text('code.cancelled') };
  };

  const offers = hidesRewards || !canChange ? [] : within;
  return (
    <s-section heading={String(heading ?? '') || say.text('checkout.title')}>
      <s-stack gap="base">
        {estimate && estimate.points > 0 && (
          <s-text>{say.text('checkout.earn', { points: say.points(estimate.points) })}</s-text>
        )}
        {wallet.member && (
          <s-text type="strong">
            {say.text('checkout.balance', { points: say.points(wallet.member.balance) })}
          </s-text>
        )}
        {wallet.state === 'guest' && <s-text>{say.text('checkout.guest')}</s-text>}
        {message && <s-banner tone={message.tone}>{message.text}</s-banner>}
        {applied.map((code) => (
          <Row key={code.id} name={rewardName(say, code)} note={code.code!}>
            {canChange && code.canCancel && (
              <s-button
                variant="secondary"
                loading={busy === code.id}
                disabled={!!busy}
                onClick={() => act(code.id, () => remove(code))}
              >
                {say.text('checkout.remove')}
              </s-button>
            )}
          </Row>
        ))}
        {canChange &&
          unused.map((code) => (
            <Row key={code.id} name={rewardName(say, code)} note={code.code!}>
              <s-button
                variant="secondary"
                loading={busy === code.id}
                disabled={!!busy}
                onClick={() => act(code.id, () => use(code))}
              >
                {say.text('checkout.use')}
              </s-button>
            </Row>
          ))}
        {offers.map((reward) => (
          <Row
            key={reward.id}
            name={rewardName(say, reward)}
            note={say.points(reward.points * (reward.steps?.minimum ?? 1))}
          >
            <s-button
              variant="secondary"
              loading={busy === reward.id}
              disabled={!!busy}
              onClick={() => act(reward.id, () => redeemAndApply(reward))}
            >
              {say.text('checkout.apply')}
            </s-button>
          </Row>
        ))}
        {!canChange && wallet.member && (
          <s-text color="subdued">{say.text('checkout.locked')}</s-text>
        )}
      </s-stack>
    </s-section>
  );
}

type RowProps = { name: string; note: string; children: preact.ComponentChildren };

const Row = ({ name, note, children }: RowProps) => (
  <s-stack direction="inline" gap="base" alignItems="center" justifyContent="space-between">
    <s-stack gap="none">
      <s-text>{name}</s-text>
      <s-text color="subdued">{note}</s-text>
    </s-stack>
    {children}
  </s-stack>
);
