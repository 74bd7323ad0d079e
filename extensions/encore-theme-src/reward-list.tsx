// Rewards: those within reach first can be redeemed, the others say what is missing.
import { useState } from 'preact/hooks';
import type { RewardInReach } from '../../app/shoppers/contract.ts';
import {
  conditionsInWords,
  rewardName,
  valueInWords,
  whyNotInWords,
  worthInWords,
} from '../words/describe.ts';
import { applyCode } from './cart.ts';
import type { Doing } from './wallet-view.tsx';

type Props = { doing: Doing; rewards: RewardInReach[]; forCart: boolean };

/**
 * Rewards in the merchant's order. Opened from a cart, a redeemed code goes into the cart at once.
 */
export function Rewards({ doing, rewards, forCart }: Props) {
  const { say } = doing;
  return (
    <section class="card wide">
      <h3>{say.text('reward.title')}</h3>
      {rewards.length === 0 && <p class="quiet">{say.text('reward.none')}</p>}
      <ul class="rewards">
        {rewards.map((reward) => (
          <Reward key={reward.id} doing={doing} reward={reward} forCart={forCart} />
        ))}
      </ul>
    </section>
  );
}

function Reward({
  doing,
  reward,
  forCart,
}: {
  doing: Doing;
  reward: RewardInReach;
  forCart: boolean;
}) {
  const { say, session, busy, act } = doing;
  const [isAsking, setIsAsking] = useState(false);
  const least = reward.steps?.minimum ?? 1;
  const [steps, setSteps] = useState(least);
  const cost = say.points(reward.points * steps);
  const why = whyNotInWords(say, reward);
  const small = conditionsInWords(say, reward);

  const redeem = async () => {
    setIsAsking(false);
    const code = await session.redeem(reward, steps, forCart);
    if (!forCart || !code.code || code.value.kind === 'gift-card') return '';
    return (await applyCode(code.code)) ? say.text('code.applied') : say.text('code.not_applied');
  };
  return (
    <li class="reward">
      <div>
        <strong>
          <bdi>{rewardName(say, reward)}</bdi>
        </strong>
        <span class="quiet">{worthInWords(say, reward, cost, steps)}</span>
        {reward.description && <bdi>{reward.description}</bdi>}
        {small.length > 0 && <small class="quiet">{small.join(' · ')}</small>}
        {why && <small class="why">{why}</small>}
      </div>
      {reward.canRedeem && !isAsking && (
        <button type="button" class="main" disabled={!!busy} onClick={() => setIsAsking(true)}>
          {say.text('reward.redeem')}
        </button>
      )}
      {isAsking && (
        <div class="ask">
          {reward.steps && <Steps {...{ doing, reward, steps, setSteps }} />}
          <p>{say.text('reward.confirm', { points: cost })}</p>
          <button type="button" class="main" ref={focus} onClick={() => act(reward.id, redeem)}>
            {say.text('reward.yes')}
          </button>
          <button type="button" class="plain" onClick={() => setIsAsking(false)}>
            {say.text('reward.no')}
          </button>
        </div>
      )}
      {busy === reward.id && <p class="quiet">{say.text('code.preparing')}</p>}
    </li>
  );
}

type StepsProps = {
  doing: Doing;
  reward: RewardInReach;
  steps: number;
  setSteps(steps: number): void;
};

/** How many steps of an incremental reward, as far as the points go. */
function Steps({ doing: { say }, reward, steps, setSteps }: StepsProps) {
  const { minimum, maximum, affordable } = reward.steps!;
  const most = Math.max(minimum, Math.min(maximum ?? affordable, affordable));
  return (
    <label class="steps">
      {say.text('reward.steps')} <output>{valueInWords(say, reward.value, steps)}</output>
      <input
        type="range"
        min={minimum}
        max={most}
        value={steps}
        aria-valuetext={valueInWords(say, reward.value, steps)}
        onInput={(event) => setSteps(Number(event.currentTarget.value))}
      />
    </label>
  );
}

// The button that opened the question is gone; the focus goes on to the answer.
const focus = (button: HTMLButtonElement | null) => button?.focus();
