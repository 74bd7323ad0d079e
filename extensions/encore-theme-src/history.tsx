// What happened to the points, each line with its reason; first of all where they went down.
import { useState } from 'preact/hooks';
import type { HistoryLine, MemberWallet } from '../../app/shoppers/contract.ts';
import { historyInWords } from '../words/describe.ts';
import type { Say } from '../words/say.ts';
import type { Doing } from './wallet-view.tsx';

/** Stays until the member says that they have read it. */
export function News({ doing, news }: { doing: Doing; news: HistoryLine[] }) {
  const { say, session, busy, act } = doing;
  const [newest] = news;
  if (!newest) return null;
  const haveRead = async () => {
    await session.haveRead(newest.id);
    return '';
  };
  return (
    <section class="card welcome">
      <h3>{say.text('history.less')}</h3>
      <Lines say={say} lines={news} />
      <button type="button" class="plain" disabled={!!busy} onClick={() => act('told', haveRead)}>
        {say.text('history.read')}
      </button>
    </section>
  );
}

const FIRST_LINES = 8;

export function History({ say, member }: { say: Say; member: MemberWallet }) {
  const [isWhole, setIsWhole] = useState(false);
  const lines = isWhole ? member.history : member.history.slice(0, FIRST_LINES);
  return (
    <section class="card">
      <h3>{say.text('history.title')}</h3>
      {lines.length === 0 && <p class="quiet">{say.text('history.empty')}</p>}
      <Lines say={say} lines={lines} />
      {!isWhole && member.history.length > FIRST_LINES && (
        <button type="button" class="plain" onClick={() => setIsWhole(true)}>
          {say.text('history.more')}
        </button>
      )}
    </section>
  );
}

const Lines = ({ say, lines }: { say: Say; lines: HistoryLine[] }) => (
  <ul class="lines">
    {lines.map((line) => (
      <li key={line.id}>
        <span>
          {historyInWords(say, line)} {line.note && <bdi>{line.note}</bdi>}
          <small class="quiet">{say.date(line.at)}</small>
        </span>
        <bdi class={line.points < 0 ? 'less' : 'more'}>{say.change(line.points)}</bdi>
      </li>
    ))}
  </ul>
);
