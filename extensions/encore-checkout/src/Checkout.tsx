// Checkout (Shopify Plus): balance, what this order earns, and rewards that are redeemed and
// applied without leaving.
import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/purchase.checkout.block.render';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type {
  CartFit,
  Estimate,
  HeldCode,
  Misfit,
  RewardInReach,
  Wallet,
} from '../../../app/shoppers/contract.ts';
import { appDoor, Refusal } from '../../ui-parts/door.ts';
import { giveBack, redeem } from '../../ui-parts/redeeming.ts';
import { voice } from '../../ui-parts/voice.ts';
import { refusalInWords, rewardName, worthInWords } from '../../words/describe.ts';
import type { Say } from '../../words/say.ts';
import { cartOf, isComputable } from './checkout-cart.ts';

declare const shopify: Api;

export default () => render(<Checkout />, document.body);

type Message = { tone: 'info' | 'success'; text: string };
/** What the parts of the block are given. */
type Doing = {
  say: Say;
  canChange: boolean;
  /** What this cart would refuse; see useAnswer. */
  fit: CartFit | null | undefined;
  /** The id of what is being worked on; buttons rest meanwhile. */
  busy: string;
  act(id: string, work: () => Promise<Message | null>): void;
};

const locale = () => shopify.localization.language.value.isoCode;
const ask = () => appDoor('checkout', shopify.sessionToken);

/**
 * What a door says of this cart, asked again whenever the cart is another one. Undefined: not
 * answered yet. Null: nobody can tell; the app reckons in the shop's currency, and without a rate
 * it knows nothing of another.
 */
function useAnswer<T>(door: 'estimate' | 'fit', shopCurrency: string | undefined) {
  const [answer, setAnswer] = useState<T | null>();
  const cart = cartOf(shopify);
  // biome-ignore lint/correctness/useExhaustiveDependencies: carts are compared by content
  useEffect(() => {
    let isLatest = true;
    if (!shopCurrency) return;
    if (!isComputable(cart, shopCurrency)) return setAnswer(null);
    ask()<T>(door, cart).then(
      (told) => isLatest && setAnswer(told),
      () => isLatest && setAnswer(null),
    );
    return () => {
      isLatest = false;
    };
  }, [JSON.stringify(cart), shopCurrency]);
  return answer;
}

/** Nothing at all until the app has answered, and nothing if it does not. */
function Checkout() {
  const [wallet, setWallet] = useState<Wallet | null>(null);
  const [busy, setBusy] = useState('');
  const [message, setMessage] = useState<Message | null>(null);
  const estimate = useAnswer<Estimate>('estimate', wallet?.shop.currency);
  const canChange = shopify.instructions.value.discounts.canUpdateDiscountCodes;
  const mayAct = canChange && wallet?.state === 'member';
  const fit = useAnswer<CartFit>('fit', mayAct ? wallet.shop.currency : undefined);
  const load = () => ask()<Wallet>(`wallet?locale=${locale()}`).then(setWallet, () => {});
  // biome-ignore lint/correctness/useExhaustiveDependencies: loaded once, then after each act
  useEffect(() => {
    load();
  }, []);
  if (!wallet) return null;

  const say = voice(shopify.i18n, locale(), wallet.shop);
  const { heading, hide_rewards: hidesRewards } = shopify.settings.value;
  const refused = (error: unknown): Message => {
    const problem = error instanceof Refusal ? error.problem : { reason: 'try-again' as const };
    return { tone: 'info', text: refusalInWords(say, problem) };
  };
  const act = (id: string, work: () => Promise<Message | null>) => {
    setBusy(id);
    setMessage(null);
    work()
      .catch(refused)
      .then(setMessage)
      .then(load)
      .then(() => setBusy(''));
  };
  const doing: Doing = { say, canChange, fit, busy, act };
  const { member } = wallet;
  return (
    <s-section heading={String(heading ?? '') || say.text('checkout.title')}>
      <s-stack gap="base">
        {estimate && estimate.points > 0 && (
          <s-text>{say.text('checkout.earn', { points: say.points(estimate.points) })}</s-text>
        )}
        {member && (
          <s-text type="strong">
            {say.text('checkout.balance', { points: say.points(member.balance) })}
          </s-text>
        )}
        {wallet.state === 'guest' && <s-text>{say.text('checkout.guest')}</s-text>}
        {message && <s-banner tone={message.tone}>{message.text}</s-banner>}
        <Codes doing={doing} codes={member?.codes ?? []} />
        {canChange && !hidesRewards && fit !== undefined && (
          <Offers doing={doing} shopCurrency={wallet.shop.currency} rewards={wallet.rewards} />
        )}
        {!canChange && member && <s-text color="subdued">{say.text('checkout.locked')}</s-text>}
      </s-stack>
    </s-section>
  );
}

const infoOf = (say: Say, key: string): Message => ({ tone: 'info', text: say.text(key) });
const isDone = ({ type }: { type: string }) => type === 'success';

/** Puts a code into the checkout: a gift card among the payments, anything else as a discount. */
const add = ({ value, code }: HeldCode): Promise<boolean> =>
  (value.kind === 'gift-card'
    ? shopify.applyGiftCardChange({ type: 'addGiftCard', code: code! })
    : shopify.applyDiscountCodeChange({ type: 'addDiscountCode', code: code! })
  ).then(isDone);

const remove = ({ code }: HeldCode): Promise<boolean> =>
  shopify.applyDiscountCodeChange({ type: 'removeDiscountCode', code: code! }).then(isDone);

/** Of a gift card Shopify tells the last characters alone. */
function isInCheckout({ value, code }: HeldCode): boolean {
  const text = code!.toUpperCase();
  return value.kind === 'gift-card'
    ? shopify.appliedGiftCards.value.some((card) =>
        text.endsWith(card.lastCharacters.toUpperCase()),
      )
    : shopify.discountCodes.value.some((one) => one.code.toUpperCase() === text);
}

const appliedIn = (say: Say, code: HeldCode): Message => ({
  tone: 'success',
  text: say.text('checkout.applied', { reward: rewardName(say, code) }),
});

/** Codes the shopper holds: those in this cart to take out again, the others to put in. */
function Codes({ doing, codes }: { doing: Doing; codes: HeldCode[] }) {
  const { say, canChange, fit } = doing;
  const usable = codes.filter(({ state, code }) => state === 'ready' && code);
  const use = (code: HeldCode) =>
    add(code).then((isIn) => (isIn ? appliedIn(say, code) : infoOf(say, 'code.not_applied')));
  const giveUp = (code: HeldCode): Promise<Message> =>
    remove(code).then((isOut) =>
      isOut
        ? giveBack(ask(), code.id, locale()).then(() => ({
            tone: 'success' as const,
            text: say.text('code.cancelled'),
          }))
        : infoOf(say, 'checkout.locked'),
    );
  return (
    <>
      {usable.filter(isInCheckout).map((code) => (
        <Row
          key={code.id}
          {...{ doing, id: code.id, name: rewardName(say, code) }}
          note={worthInWords(say, code, code.code!)}
          action={canChange && code.canCancel ? say.text('checkout.remove') : ''}
          work={() => giveUp(code)}
        />
      ))}
      {usable
        .filter((code) => canChange && !isInCheckout(code))
        .map((code) => (
          <Row
            key={code.id}
            {...{ doing, id: code.id, name: rewardName(say, code) }}
            note={worthInWords(say, code, code.code!)}
            misfit={fit?.codes[code.id]}
            action={say.text('checkout.use')}
            work={() => use(code)}
          />
        ))}
    </>
  );
}

type OffersProps = { doing: Doing; shopCurrency: string; rewards: RewardInReach[] };

/**
 * Rewards within reach; one that this cart would refuse says why. A code that after all the
 * checkout does not take gives its points back at once.
 */
function Offers({ doing, shopCurrency, rewards }: OffersProps) {
  const { say, fit } = doing;
  const apply = (code: HeldCode): Message | null | Promise<Message | null> => {
    // Store credit has no code, and a code still in the making waits among those held.
    if (!code.code || code.state !== 'ready') return null;
    return add(code).then((isIn) => {
      if (isIn) return appliedIn(say, code);
      if (!code.canCancel) return infoOf(say, 'checkout.locked');
      return giveBack(ask(), code.id, locale()).then(() => infoOf(say, 'checkout.returned'));
    });
  };
  const redeemAndApply = (reward: RewardInReach): Promise<Message | null> => {
    const cart = cartOf(shopify);
    // In a currency without a rate nobody can tell whether the cart fits; then the checkout does.
    const known = isComputable(cart, shopCurrency) ? cart : undefined;
    return redeem(ask(), { reward, cart: known, locale: locale() }).then(apply);
  };
  return (
    <>
      {rewards
        .filter(({ canRedeem }) => canRedeem)
        .map((reward) => (
          <Row
            key={reward.id}
            {...{ doing, id: reward.id, name: rewardName(say, reward) }}
            note={priceOf(say, reward)}
            misfit={fit?.rewards[reward.id]}
            action={say.text('checkout.apply')}
            work={() => redeemAndApply(reward)}
          />
        ))}
    </>
  );
}

/** Of the least that can be had of it. */
function priceOf(say: Say, reward: RewardInReach): string {
  const steps = reward.steps?.minimum ?? 1;
  return worthInWords(say, reward, say.points(reward.points * steps), steps);
}

type RowProps = {
  doing: Doing;
  id: string;
  name: string;
  note: string;
  /** Why this cart would refuse it; then there is no button. */
  misfit?: Misfit;
  /** Words of the button; '' for none. */
  action: string;
  work(): Promise<Message | null>;
};

const Row = ({ doing: { say, busy, act }, id, name, note, misfit, action, work }: RowProps) => (
  <s-stack direction="inline" gap="base" alignItems="center" justifyContent="space-between">
    <s-stack gap="none">
      <s-text>{name}</s-text>
      <s-text color="subdued">{note}</s-text>
      {misfit && <s-text color="subdued">{refusalInWords(say, misfit)}</s-text>}
    </s-stack>
    {action && !misfit && (
      <s-button
        variant="secondary"
        loading={busy === id}
        disabled={!!busy}
        onClick={() => act(id, work)}
      >
        {action}
      </s-button>
    )}
  </s-stack>
);
