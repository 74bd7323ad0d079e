// What is so: balance, tier, ways to earn, history. Each is a section of the rewards page.
import type { ComponentChildren } from 'preact';
import type {
  HistoryLine,
  MemberWallet,
  Referral,
  TierAhead,
  Wallet,
} from '../../../app/shoppers/contract.ts';
import { ShareLink } from '../../ui-parts/order-points.tsx';
import {
  benefitsInWords,
  debtInWords,
  expiringInWords,
  historyInWords,
  missingInWords,
  pendingInWords,
} from '../../words/describe.ts';
import type { Say } from '../../words/say.ts';
import type { Doing } from './Page.tsx';

/** A section of the page: its title, and what is in it one below the other. */
export const Part = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <s-section heading={title}>
    <s-stack gap="base">{children}</s-stack>
  </s-section>
);

export function Balance({ say, member }: { say: Say; member: MemberWallet }) {
  const { balance, pending, history } = member;
  const debt = debtInWords(say, member);
  return (
    <Part title={say.text('balance.title')}>
      <s-heading>{say.points(balance)}</s-heading>
      {debt && <s-banner>{debt}</s-banner>}
      {balance === 0 && pending.length === 0 && history.length === 0 && (
        <s-text color="subdued">{say.text('balance.none')}</s-text>
      )}
      <Lines title={say.text('balance.pending')} lines={pendingInWords(say, member)} />
      <Lines title={say.text('balance.expiring')} lines={expiringInWords(say, member)} />
    </Part>
  );
}

function Lines({ title, lines }: { title: string; lines: [string, string][] }) {
  if (lines.length === 0) return null;
  return (
    <s-stack gap="small-200">
      <s-text type="strong">{title}</s-text>
      {lines.map((line) => (
        <Line key={line.join()} start={line[0]} end={line[1]} />
      ))}
    </s-stack>
  );
}

export const Line = ({ start, end }: { start: ComponentChildren; end: string }) => (
  <s-stack direction="inline" gap="base" justifyContent="space-between">
    <s-text>{start}</s-text>
    <s-text color="subdued">{end}</s-text>
  </s-stack>
);

type TierProps = { say: Say; wallet: Wallet; tier: NonNullable<MemberWallet['tier']> };

export function Tier({ say, wallet, tier: { id, name, next, until } }: TierProps) {
  const words = wallet.tiers.find((tier) => tier.id === id);
  const benefits = words ? benefitsInWords(say, words) : [];
  return (
    <Part title={say.text('tier.title')}>
      <s-heading>{name}</s-heading>
      {next ? <WayTo say={say} ahead={next} /> : <s-text>{say.text('tier.top')}</s-text>}
      {until && (
        <s-text color="subdued">{say.text('tier.until', { date: say.date(until) })}</s-text>
      )}
      {benefits.length > 0 && (
        <s-unordered-list>
          {benefits.map((benefit) => (
            <s-list-item key={benefit}>{benefit}</s-list-item>
          ))}
        </s-unordered-list>
      )}
    </Part>
  );
}

/** For a member in no tier yet. */
export const FirstTier = ({ say, ahead }: { say: Say; ahead: TierAhead }) => (
  <Part title={say.text('tier.title')}>
    <WayTo say={say} ahead={ahead} />
  </Part>
);

function WayTo({ say, ahead: { name, missing, progress } }: { say: Say; ahead: TierAhead }) {
  const way = say.text('tier.next', { tier: name, missing: missingInWords(say, missing) });
  return (
    <>
      <s-progress value={progress} max={1} accessibilityLabel={way} />
      <s-text>{way}</s-text>
    </>
  );
}

export const Share = ({ say, referral }: { say: Say; referral: Referral }) => (
  <s-section>
    <ShareLink say={say} referral={referral} />
  </s-section>
);

export const History = ({ say, member }: { say: Say; member: MemberWallet }) => (
  <s-section heading={say.text('history.title')}>
    {member.history.length === 0 && <s-text color="subdued">{say.text('history.empty')}</s-text>}
    <HistoryLines say={say} lines={member.history} />
  </s-section>
);

const HistoryLines = ({ say, lines }: { say: Say; lines: HistoryLine[] }) => (
  <s-stack gap="small-200">
    {lines.map((line) => (
      <Line
        key={line.id}
        start={[historyInWords(say, line), line.note].filter(Boolean).join(' ')}
        end={`${say.change(line.points)} · ${say.date(line.at)}`}
      />
    ))}
  </s-stack>
);

/** Points that went down: stays until the member says that they have read it. */
export const News = ({ doing: { say, ask, locale, act }, news }: NewsProps) =>
  news[0] ? (
    <s-banner heading={say.text('history.less')}>
      <HistoryLines say={say} lines={news} />
      <s-button
        variant="secondary"
        onClick={() => act('told', () => ask('told', { id: news[0]!.id, locale }).then(() => ''))}
      >
        {say.text('history.read')}
      </s-button>
    </s-banner>
  ) : null;

type NewsProps = { doing: Doing; news: HistoryLine[] };

export const Help = ({ say, url }: { say: Say; url: string }) => (
  <s-text>
    {say.text('help.text')}{' '}
    <s-link href={/^[^/:@]+@[^/:@]+$/.test(url) ? `mailto:${url}` : url}>
      {say.text('help.link')}
    </s-link>
  </s-text>
);
