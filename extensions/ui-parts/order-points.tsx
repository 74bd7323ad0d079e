// The points of one order: thank-you and order status show the same.
import { useEffect, useState } from 'preact/hooks';
import type {
  Cart,
  Estimate,
  JoinAnswer,
  OrderPoints,
  Referral,
  ShopWords,
  Survey,
  Wallet,
} from '../../app/shoppers/contract.ts';
import { giftInWords, rewardName } from '../words/describe.ts';
import type { Say } from '../words/say.ts';
import { type Ask, wait } from './door.ts';
import { Question } from './question.tsx';

type Props = {
  ask: Ask;
  orderId: string;
  locale: string;
  /** For guests: what the order would bring. Where it is not known, they see no figure. */
  cart: Cart | null;
  /** The merchant's heading, if they gave one. */
  heading: string;
  speak(shop: ShopWords | null): Say;
  /** Where Shopify has its own way to sign in. */
  onSignIn?: () => void;
};
type Known = {
  say: Say;
  points: OrderPoints;
  estimate: Estimate | null;
  /** As it was asked first: answered, it stays as a thank-you. */
  survey: Survey | null;
};

/** Nothing at all until the app has answered, and nothing if it does not. */
export function OrderPointsBlock(props: Props) {
  const { ask, orderId, locale, cart, speak, heading } = props;
  const [known, setKnown] = useState<Known | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const load = async () => {
    const shop = ask<Wallet>(`wallet?locale=${locale}`).then(
      (wallet) => wallet.shop,
      () => null,
    );
    for (let turn = 0; turn < 8; turn++) {
      const points = await ask<OrderPoints>(`order?id=${encodeURIComponent(orderId)}`);
      const estimate =
        points.state === 'guest' &&
        cart &&
        (cart.currencyRate || cart.currency === (await shop)?.currency)
          ? await ask<Estimate>('estimate', cart).catch(() => null)
          : null;
      const say = speak(await shop);
      setKnown((before) => ({ say, points, estimate, survey: before?.survey ?? points.survey }));
      // The order reaches Encore by a webhook, a few seconds after the shopper sees this page.
      if (points.state !== 'waiting') return;
      await wait(1500 + turn * 1000);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: one order, loaded once
  useEffect(() => {
    load().catch(() => {});
  }, []);
  if (!known) return null;

  const { say, points, estimate, survey } = known;
  const join = () => {
    setIsBusy(true);
    ask<JoinAnswer>('join', { locale })
      .then(load)
      .catch(() => {})
      .then(() => setIsBusy(false));
  };
  return (
    <s-section heading={heading || say.text('order.title')}>
      <s-stack gap="base">
        <s-paragraph>{sentence(say, points, estimate)}</s-paragraph>
        {points.state === 'pending' && points.spendableAt && (
          <s-paragraph color="subdued">
            {say.text('order.spendable', { date: say.date(points.spendableAt) })}
          </s-paragraph>
        )}
        {points.reversed > 0 && (
          <s-paragraph color="subdued">
            {say.text('order.reversed', { points: say.points(points.reversed) })}
          </s-paragraph>
        )}
        {points.balance !== null && (
          <s-paragraph>
            {say.text('order.balance', { points: say.points(points.balance) })}
          </s-paragraph>
        )}
        <Way {...{ say, points, join, isBusy }} onSignIn={props.onSignIn} />
        {survey && <Question {...{ say, ask, orderId, locale, survey }} />}
        {points.referral && <ShareLink say={say} referral={points.referral} />}
      </s-stack>
    </s-section>
  );
}

type WayProps = {
  say: Say;
  points: OrderPoints;
  join(): void;
  isBusy: boolean;
  onSignIn?: () => void;
};

/** What a guest or a visitor can do to keep the points. */
function Way({ say, points, join, isBusy, onSignIn }: WayProps) {
  if (points.state === 'guest') {
    return (
      <s-button
        href={onSignIn ? undefined : points.signInUrl}
        onClick={onSignIn}
        variant="secondary"
      >
        {say.text('guest.sign_in')}
      </s-button>
    );
  }
  if (points.state !== 'visitor') return null;
  return (
    <s-button onClick={join} loading={isBusy} variant="secondary">
      {say.text('guest.join')}
    </s-button>
  );
}

function sentence(say: Say, points: OrderPoints, estimate: Estimate | null): string {
  if (points.state === 'guest') {
    return estimate && estimate.points > 0
      ? say.text('order.guest', { points: say.points(estimate.points) })
      : say.text('order.guest_soon');
  }
  return say.text(`order.${points.state}`, { points: say.points(points.points) });
}

/** Both gifts, and the link to copy. */
export function ShareLink({ say, referral }: { say: Say; referral: Referral }) {
  const { rewardName: name, value } = referral.friendGets;
  return (
    <s-stack gap="small">
      <s-text type="strong">{say.text('referral.title')}</s-text>
      <s-text>
        {say.text('referral.you_get', { gift: giftInWords(say, referral.advocateGets) })}
      </s-text>
      <s-text>
        {say.text('referral.friend_gets', { gift: rewardName(say, { name, value }) })}
      </s-text>
      <s-text color="subdued">{referral.url}</s-text>
      <s-clipboard-item id="encore-link" text={referral.url} />
      <s-button command="--copy" commandFor="encore-link" variant="secondary">
        {say.text('referral.copy')}
      </s-button>
    </s-stack>
  );
}
