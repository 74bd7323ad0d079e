// Everything of one shopper: the body of the panel and of the rewards page.
import { useState } from 'preact/hooks';
import type { MemberWallet, TierAhead, Wallet } from '../../app/shoppers/contract.ts';
import {
  benefitsInWords,
  debtInWords,
  expiringInWords,
  givenInWords,
  joinInWords,
  missingInWords,
  pendingInWords,
  refusalInWords,
} from '../words/describe.ts';
import type { Say } from '../words/say.ts';
import { Birthday } from './birthday.tsx';
import { Codes } from './code-list.tsx';
import { Refusal } from './door.ts';
import { History, News } from './history.tsx';
import { Rewards } from './reward-list.tsx';
import type { Session } from './session.ts';
import { Share } from './share.tsx';
import { Ways } from './way-list.tsx';

export type Doing = {
  say: Say;
  session: Session;
  /** The id of what is being worked on; buttons rest meanwhile. */
  busy: string | null;
  /** Does something, then shows `done` (or why not) and the wallet as it is now. */
  act(id: string, work: () => Promise<string>): void;
};

/** The whole wallet, section by section; a section without content is left out. */
export function WalletView(props: { say: Say; session: Session; forCart: boolean }) {
  const { say, session, forCart } = props;
  const [busy, setBusy] = useState<string | null>(null);
  const [message, setMessage] = useState(session.given ? givenInWords(say, session.given) : '');
  const { wallet } = session;
  const act = async (id: string, work: () => Promise<string>) => {
    if (busy) return;
    setBusy(id);
    setMessage('');
    try {
      setMessage(await work());
    } catch (error) {
      const problem = error instanceof Refusal ? error.problem : { reason: 'try-again' as const };
      setMessage(refusalInWords(say, problem));
    }
    setBusy(null);
  };
  const doing: Doing = { say, session, busy, act };
  const { member } = wallet;
  return (
    <>
      <p class="message" role="status">
        {message}
      </p>
      <Welcome doing={doing} wallet={wallet} />
      {!wallet.shop.isActive && <p class="note">{say.text('panel.paused')}</p>}
      {member && <News doing={doing} news={member.news} />}
      {member && <Balance say={say} member={member} />}
      {member?.tier && <Tier say={say} wallet={wallet} tier={member.tier} />}
      {member?.firstTier && <FirstTier say={say} ahead={member.firstTier} />}
      {member && <Codes doing={doing} codes={member.codes} />}
      <Rewards doing={doing} rewards={wallet.rewards} forCart={forCart} />
      <Ways doing={doing} wallet={wallet} />
      {member && <Birthday doing={doing} wallet={wallet} />}
      {member?.referral && <Share say={say} referral={member.referral} />}
      {member && <History say={say} member={member} />}
      <Help say={say} wallet={wallet} />
    </>
  );
}

function Welcome({ doing, wallet }: { doing: Doing; wallet: Wallet }) {
  const { say, session, busy, act } = doing;
  if (wallet.state === 'blocked') return <p class="note">{say.text('guest.blocked')}</p>;
  if (wallet.state === 'guest') {
    return (
      <section class="card welcome">
        <h3>{say.text('guest.title')}</h3>
        <p>{say.text('guest.text')}</p>
        <a class="main" href={wallet.shop.signInUrl || session.context.signInUrl}>
          {say.text('guest.sign_in')}
        </a>
      </section>
    );
  }
  if (wallet.state !== 'visitor' || !wallet.shop.isActive) return null;
  const join = async () => {
    const { claimed } = await session.join();
    const more = claimed > 0 ? say.text('guest.claimed', { points: say.points(claimed) }) : '';
    return `${say.text('guest.welcome')} ${more}`.trim();
  };
  return (
    <section class="card welcome">
      <h3>{say.text('guest.join_title')}</h3>
      <p>{joinInWords(say, wallet.shop)}</p>
      <button type="button" class="main" disabled={!!busy} onClick={() => act('join', join)}>
        {say.text('guest.join')}
      </button>
    </section>
  );
}

function Balance({ say, member }: { say: Say; member: MemberWallet }) {
  const { balance, pending } = member;
  const debt = debtInWords(say, member);
  const isNew = balance === 0 && pending.length === 0 && member.history.length === 0;
  return (
    <section class="card">
      <h3>{say.text('balance.title')}</h3>
      <p class="figure">
        <bdi>{say.points(balance)}</bdi>
      </p>
      {debt && <p class="note">{debt}</p>}
      {isNew && <p class="quiet">{say.text('balance.none')}</p>}
      <Dated title={say.text('balance.pending')} lines={pendingInWords(say, member)} />
      <Dated title={say.text('balance.expiring')} lines={expiringInWords(say, member)} />
    </section>
  );
}

function Dated({ title, lines }: { title: string; lines: [string, string][] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul class="lines">
        {lines.map(([points, when]) => (
          <li key={`${points} ${when}`}>
            <span>{points}</span>
            <span class="quiet">{when}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

type TierProps = { say: Say; wallet: Wallet; tier: NonNullable<MemberWallet['tier']> };

function Tier({ say, wallet, tier }: TierProps) {
  const words = wallet.tiers.find(({ id }) => id === tier.id);
  const benefits = words ? benefitsInWords(say, words) : [];
  const { next } = tier;
  return (
    <section class="card">
      <h3>{say.text('tier.title')}</h3>
      <p class="figure">
        <bdi>{tier.name}</bdi>
      </p>
      {next ? <WayTo say={say} ahead={next} /> : <p>{say.text('tier.top')}</p>}
      {tier.until && <p class="quiet">{say.text('tier.until', { date: say.date(tier.until) })}</p>}
      {benefits.length > 0 && (
        <>
          <h4>{say.text('tier.benefits')}</h4>
          <ul class="dots">
            {benefits.map((benefit) => (
              <li key={benefit}>
                <bdi>{benefit}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** For a member in no tier yet. */
const FirstTier = ({ say, ahead }: { say: Say; ahead: TierAhead }) => (
  <section class="card">
    <h3>{say.text('tier.title')}</h3>
    <WayTo say={say} ahead={ahead} />
  </section>
);

function WayTo({ say, ahead: { name, missing, progress } }: { say: Say; ahead: TierAhead }) {
  const way = say.text('tier.next', { tier: name, missing: missingInWords(say, missing) });
  return (
    <>
      <progress value={progress} max={1} aria-label={way} />
      <p>{way}</p>
    </>
  );
}

function Help({ say, wallet }: { say: Say; wallet: Wallet }) {
  const url = wallet.shop.supportUrl;
  if (!url) return null;
  return (
    <p class="help">
      {say.text('help.text')}{' '}
      <a href={/^[^/:@]+@[^/:@]+$/.test(url) ? `mailto:${url}` : url}>{say.text('help.link')}</a>
    </p>
  );
}
