// The ways to earn: what each brings, the links that bring something, and the place for a code.
import { useState } from 'preact/hooks';
import type { Wallet, WayToEarn } from '../../app/shoppers/contract.ts';
import { givenInWords, openWay, wayInWords, wayName } from '../words/describe.ts';
import type { Doing } from './wallet-view.tsx';

export function Ways({ doing, wallet }: { doing: Doing; wallet: Wallet }) {
  const { say } = doing;
  if (wallet.waysToEarn.length === 0) return null;
  return (
    <section class="card">
      <h3>{say.text('ways.title')}</h3>
      <ul class="lines">
        {wallet.waysToEarn.map((way) => (
          <li key={way.id}>
            <bdi>
              {wallet.member && way.url && !way.isDone ? (
                <Follow doing={doing} way={way} />
              ) : (
                wayName(say, way)
              )}
            </bdi>
            <span class="quiet">{way.isDone ? say.text('ways.done') : wayInWords(say, way)}</span>
          </li>
        ))}
      </ul>
      {openWay(wallet, 'code') && <EnterCode doing={doing} />}
    </section>
  );
}

/** Opens beside the shop; the points are asked for once it is on its way. */
function Follow({ doing, way }: { doing: Doing; way: WayToEarn }) {
  const { say, session, act } = doing;
  const earn = async () => givenInWords(say, await session.earn('earn', { id: way.id }));
  return (
    <a href={way.url!} target="_blank" rel="noopener" onClick={() => act(way.id, earn)}>
      {wayName(say, way)}
    </a>
  );
}

function EnterCode({ doing }: { doing: Doing }) {
  const { say, session, busy, act } = doing;
  const [code, setCode] = useState('');
  const enter = async () => {
    const points = await session.earn('code', { code });
    setCode('');
    return givenInWords(say, points);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    act('code', enter);
  };
  return (
    <form onSubmit={submit}>
      <label>
        {say.text('ways.code')}
        <input
          dir="ltr"
          maxLength={60}
          autoComplete="off"
          autoCapitalize="characters"
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="main" disabled={!!busy || !code.trim()}>
        {say.text('ways.enter')}
      </button>
    </form>
  );
}
