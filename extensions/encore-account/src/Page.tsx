// The rewards page of the customer account: everything the theme's panel has. It leaves out
// '@shopify/ui-extensions/preact', which would make Shopify's signals re-render it: language and
// settings do not change while a page is open, and it would be 8 KB more to load.
import type { Api } from '@shopify/ui-extensions/customer-account.page.render';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { EarnAnswer, JoinAnswer, ShopWords, Wallet } from '../../../app/shoppers/contract.ts';
import { type Ask, appDoor, Refusal } from '../../ui-parts/door.ts';
import { voice } from '../../ui-parts/voice.ts';
import { givenInWords, joinInWords, openWay, refusalInWords } from '../../words/describe.ts';
import type { Say } from '../../words/say.ts';
import { Birthday } from './birthday.tsx';
import { Balance, FirstTier, Help, History, News, Part, Share, Tier } from './facts.tsx';
import { Codes, Rewards } from './offers.tsx';
import { Ways } from './ways.tsx';

declare const shopify: Api;

export default () => render(<Page />, document.body);

/** What every part of the page is given. */
export type Doing = {
  say: Say;
  ask: Ask;
  locale: string;
  /** The id of what is being worked on; buttons rest meanwhile. */
  busy: string;
  /** Does something, then shows its words (or why not) and the wallet as it is now. */
  act(id: string, work: () => Promise<string>): void;
  /** Gives back in words what it brought. */
  earn(door: 'earn' | 'code', body: { id: string } | { code: string }): Promise<string>;
};

function Page() {
  const ask = appDoor('account', shopify.sessionToken);
  const locale = shopify.localization.language.value.isoCode;
  const [wallet, setWallet] = useState<Wallet | 'loading' | 'resting'>('loading');
  const [busy, setBusy] = useState('');
  const [message, setMessage] = useState('');
  const load = () => ask<Wallet>(`wallet?locale=${locale}`).then(setWallet);
  const begin = () => {
    setWallet('loading');
    load().catch(() => setWallet('resting'));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: loaded once, then after each act
  useEffect(begin, []);

  const isKnown = typeof wallet === 'object';
  const say = voice(shopify.i18n, locale, isKnown ? wallet.shop : null);
  const heading = String(shopify.settings.value.heading ?? '') || say.text('panel.title');
  const whyNot = (error: unknown) =>
    refusalInWords(say, error instanceof Refusal ? error.problem : { reason: 'try-again' });
  const act = (id: string, work: () => Promise<string>) => {
    setBusy(id);
    setMessage('');
    work()
      .catch(whyNot)
      .then(setMessage)
      .then(load)
      .catch(() => {})
      .then(() => setBusy(''));
  };
  const earn = (door: 'earn' | 'code', what: object) =>
    ask<EarnAnswer>(door, Object.assign({ locale }, what)).then(({ points }) =>
      givenInWords(say, points),
    );
  const greet = () => {
    const visit = isKnown && openWay(wallet, 'visit');
    // Not asked for, so it may fail without a word.
    if (visit) act('visit', () => earn('earn', { id: visit.id }).catch(() => ''));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the wallet is there
  useEffect(greet, [isKnown]);
  return (
    <s-page heading={heading}>
      {wallet === 'loading' && <s-skeleton-paragraph />}
      {wallet === 'resting' && (
        <s-section>
          <s-stack gap="base">
            <s-text>{say.text('panel.resting')}</s-text>
            <s-button variant="secondary" onClick={begin}>
              {say.text('panel.again')}
            </s-button>
          </s-stack>
        </s-section>
      )}
      {message && <s-banner>{message}</s-banner>}
      {isKnown && <Whole wallet={wallet} doing={{ say, ask, locale, busy, act, earn }} />}
    </s-page>
  );
}

function Whole({ wallet, doing }: { wallet: Wallet; doing: Doing }) {
  const { say } = doing;
  const { member, shop } = wallet;
  return (
    <s-stack gap="large">
      {!shop.isActive && <s-banner>{say.text('panel.paused')}</s-banner>}
      {wallet.state === 'blocked' && <s-banner>{say.text('guest.blocked')}</s-banner>}
      {wallet.state === 'visitor' && shop.isActive && <Join doing={doing} shop={shop} />}
      {member && <News doing={doing} news={member.news} />}
      {member && <Balance say={say} member={member} />}
      {member?.tier && <Tier say={say} wallet={wallet} tier={member.tier} />}
      {member?.firstTier && <FirstTier say={say} ahead={member.firstTier} />}
      {member && <Codes doing={doing} codes={member.codes} />}
      <Rewards doing={doing} rewards={wallet.rewards} />
      <Ways doing={doing} wallet={wallet} />
      {member && <Birthday doing={doing} wallet={wallet} />}
      {member?.referral && <Share say={say} referral={member.referral} />}
      {member && <History say={say} member={member} />}
      {shop.supportUrl && <Help say={say} url={shop.supportUrl} />}
    </s-stack>
  );
}

function Join({ doing: { say, ask, locale, busy, act }, shop }: { doing: Doing; shop: ShopWords }) {
  const join = () =>
    ask<JoinAnswer>('join', { locale }).then(({ claimed }) => {
      const more = claimed > 0 ? say.text('guest.claimed', { points: say.points(claimed) }) : '';
      return `${say.text('guest.welcome')} ${more}`;
    });
  return (
    <Part title={say.text('guest.join_title')}>
      <s-text>{joinInWords(say, shop)}</s-text>
      <s-button variant="primary" loading={busy === 'join'} onClick={() => act('join', join)}>
        {say.text('guest.join')}
      </s-button>
    </Part>
  );
}
