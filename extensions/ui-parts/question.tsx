// The shop's one question beside an order: a click answers it.
import { useState } from 'preact/hooks';
import type { Survey, SurveyAnswer, SurveyRequest } from '../../app/shoppers/contract.ts';
import type { Say } from '../words/say.ts';
import { type Ask, wait } from './door.ts';

type Props = { say: Say; ask: Ask; orderId: string; locale: string; survey: Survey };

/** The page may be here before the order has reached Encore: asks again for half a minute. */
const send = (ask: Ask, body: SurveyRequest, turn: number): Promise<SurveyAnswer> =>
  ask<SurveyAnswer>('survey', body).catch((error) => {
    if (turn === 10) throw error;
    return wait(3000).then(() => send(ask, body, turn + 1));
  });

/** Once answered, a thank-you stays in its place. */
export function Question({ say, ask, orderId, locale, survey }: Props) {
  const [busy, setBusy] = useState(-1);
  const [message, setMessage] = useState('');
  const answer = (choice: number) => {
    setBusy(choice);
    const body: SurveyRequest = { orderId, surveyId: survey.id, choice, locale };
    send(ask, body, 0)
      .then(({ points }) => say.text(`survey.${points ? 'earned' : 'thanks'}`, pointsIn(points)))
      .catch(() => say.text('reason.try-again'))
      .then(setMessage);
  };
  const pointsIn = (count: number) => ({ points: say.points(count) });
  if (message) return <s-banner>{message}</s-banner>;
  return (
    <s-stack gap="small">
      <s-text type="strong">{survey.question}</s-text>
      {!!survey.points && (
        <s-text color="subdued">{say.text('survey.points', pointsIn(survey.points))}</s-text>
      )}
      {survey.choices.map((choice, index) => (
        <s-button
          key={choice}
          variant="secondary"
          loading={busy === index}
          disabled={busy >= 0}
          onClick={() => answer(index)}
        >
          {choice}
        </s-button>
      ))}
    </s-stack>
  );
}
