// The ways to earn: what each brings, the links that bring something, and the place for a code.
import { useState } from 'preact/hooks';
import type { Wallet, WayToEarn } from '../../../app/shoppers/contract.ts';
import { openWay, wayInWords, wayName } from '../../words/describe.ts';
import { Line } from './facts.tsx';
import type { Doing } from './Page.tsx';

export function Ways({ doing, wallet }: { doing: Doing; wallet: Wallet }) {
  const { say } = doing;
  if (wallet.waysToEarn.length === 0) return null;
  return (
    <s-section heading={say.text('ways.title')}>
      <s-stack gap="small-200">
        {wallet.waysToEarn.map((way) => {
          const name = wayName(say, way);
          const isLink = wallet.member && way.url && !way.isDone;
          return (
            <Line
              key={way.id}
              start={isLink ? <Follow doing={doing} way={way} /> : name}
              end={way.isDone ? say.text('ways.done') : wayInWords(say, way)}
            />
          );
        })}
        {openWay(wallet, 'code') && <EnterCode doing={doing} />}
      </s-stack>
    </s-section>
  );
}

const Follow = ({ doing: { say, act, earn }, way }: { doing: Doing; way: WayToEarn }) => (
  <s-link
    href={way.url!}
    target="_blank"
    onClick={() => act(way.id, () => earn('earn', { id: way.id }))}
  >
    {wayName(say, way)}
  </s-link>
);

function EnterCode({ doing: { say, busy, act, earn } }: { doing: Doing }) {
  const [code, setCode] = useState('');
  return (
    <>
      <s-text-field
        label={say.text('ways.code')}
        value={code}
        maxLength={60}
        onInput={(event) => setCode((event.currentTarget as HTMLInputElement).value)}
      />
      <s-button
        variant="secondary"
        disabled={!code.trim() || !!busy}
        loading={busy === 'code'}
        onClick={() => act('code', () => earn('code', { code }))}
      >
        {say.text('ways.enter')}
      </s-button>
    </>
  );
}
