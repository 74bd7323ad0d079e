// What can be done with points: rewards to redeem, and the codes that came of it.
import { useState } from 'preact/hooks';
import type { HeldCode, RewardInReach } from '../../../app/shoppers/contract.ts';
import { giveBack, redeem, replace } from '../../ui-parts/redeeming.ts';
import {
  codeInWords,
  conditionsInWords,
  rewardName,
  valueInWords,
  whyNotInWords,
  worthInWords,
} from '../../words/describe.ts';
import { Part } from './facts.tsx';
import type { Doing } from './Page.tsx';

export function Rewards({ doing, rewards }: { doing: Doing; rewards: RewardInReach[] }) {
  const { say } = doing;
  return (
    <Part title={say.text('reward.title')}>
      {rewards.length === 0 && <s-text color="subdued">{say.text('reward.none')}</s-text>}
      {rewards.map((reward) => (
        <Reward key={reward.id} doing={doing} reward={reward} />
      ))}
    </Part>
  );
}

function Reward({ doing, reward }: { doing: Doing; reward: RewardInReach }) {
  const { say, ask, locale, busy, act } = doing;
  const [isAsking, setIsAsking] = useState(false);
  const [steps, setSteps] = useState(reward.steps?.minimum ?? 1);
  const cost = say.points(reward.points * steps);
  const small = conditionsInWords(say, reward);
  const why = whyNotInWords(say, reward);
  const change = () =>
    redeem(ask, { reward, steps, locale }).then(() => {
      setIsAsking(false);
      return '';
    });
  return (
    <s-stack gap="small-200">
      <s-text type="strong">{rewardName(say, reward)}</s-text>
      <s-text>{worthInWords(say, reward, cost, steps)}</s-text>
      {reward.description && <s-text>{reward.description}</s-text>}
      {small.length > 0 && <s-text color="subdued">{small.join(' · ')}</s-text>}
      {why && <s-text color="subdued">{why}</s-text>}
      {reward.canRedeem && !isAsking && (
        <s-button variant="secondary" disabled={!!busy} onClick={() => setIsAsking(true)}>
          {say.text('reward.redeem')}
        </s-button>
      )}
      {isAsking && (
        <>
          {reward.steps && (
            <Steps doing={doing} reward={reward} steps={steps} setSteps={setSteps} />
          )}
          <s-text>{say.text('reward.confirm', { points: cost })}</s-text>
          <s-stack direction="inline" gap="base">
            <s-button
              variant="primary"
              loading={busy === reward.id}
              onClick={() => act(reward.id, change)}
            >
              {say.text('reward.yes')}
            </s-button>
            <s-button variant="secondary" onClick={() => setIsAsking(false)}>
              {say.text('reward.no')}
            </s-button>
          </s-stack>
        </>
      )}
    </s-stack>
  );
}

type StepsProps = {
  doing: Doing;
  reward: RewardInReach;
  steps: number;
  setSteps(steps: number): void;
};

const MOST_CHOICES = 50;

/** How many steps of an incremental reward, as far as the points go. */
function Steps({ doing: { say }, reward, steps, setSteps }: StepsProps) {
  const { minimum, maximum, affordable } = reward.steps!;
  const most = Math.min(maximum ?? affordable, affordable, minimum + MOST_CHOICES - 1);
  const choices = Array.from({ length: Math.max(1, most - minimum + 1) }, (_, i) => minimum + i);
  return (
    <s-select
      label={say.text('reward.steps')}
      value={String(steps)}
      onChange={(event) => setSteps(Number((event.currentTarget as HTMLSelectElement).value))}
    >
      {choices.map((choice) => (
        <s-option key={choice} value={String(choice)}>
          {`${valueInWords(say, reward.value, choice)} · ${say.points(reward.points * choice)}`}
        </s-option>
      ))}
    </s-select>
  );
}

export function Codes({ doing, codes }: { doing: Doing; codes: HeldCode[] }) {
  if (codes.length === 0) return null;
  return (
    <Part title={doing.say.text('code.title')}>
      {codes.map((code) => (
        <Code key={code.id} doing={doing} held={code} />
      ))}
    </Part>
  );
}

function Code({ doing, held }: { doing: Doing; held: HeldCode }) {
  const { say, ask, locale, busy, act } = doing;
  const isUsable = held.state === 'ready' && held.code !== null;
  const copyId = `code-${held.id}`;
  const button = (name: string, work: () => Promise<unknown>, after = '') => (
    <s-button
      variant="secondary"
      loading={busy === held.id}
      onClick={() => act(held.id, () => work().then(() => after && say.text(after)))}
    >
      {say.text(`code.${name}`)}
    </s-button>
  );
  return (
    <s-stack gap="small-200">
      <s-text type="strong">{rewardName(say, held)}</s-text>
      {isUsable && <s-text>{held.code}</s-text>}
      <s-text color="subdued">
        {[
          codeInWords(say, held),
          held.reason && !isUsable ? say.text(`reason.${held.reason}`) : '',
          ...(isUsable ? conditionsInWords(say, held) : []),
          isUsable && held.terms === 'kept' ? say.text('code.kept') : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </s-text>
      <s-stack direction="inline" gap="small">
        {isUsable && (
          <>
            <s-clipboard-item id={copyId} text={held.code!} />
            <s-button variant="secondary" command="--copy" commandFor={copyId}>
              {say.text('code.copy')}
            </s-button>
          </>
        )}
        {isUsable && held.applyUrl && (
          <s-button variant="secondary" href={held.applyUrl}>
            {say.text('code.apply')}
          </s-button>
        )}
        {isUsable &&
          held.terms === 'replaceable' &&
          button('replace', () => replace(ask, held.id, locale))}
        {held.canCancel && button('cancel', () => giveBack(ask, held.id, locale), 'code.cancelled')}
      </s-stack>
    </s-stack>
  );
}
