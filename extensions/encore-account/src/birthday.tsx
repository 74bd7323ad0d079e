// The day of a member's yearly gift: told once, shown afterwards. Only where the shop gives for it.
import { useState } from 'preact/hooks';
import type { BirthdayAnswer, Wallet } from '../../../app/shoppers/contract.ts';
import { DAYS, dayInWords, dayOf, givesForBirthdays, monthsIn } from '../../words/birthday.ts';
import type { Doing } from './Page.tsx';

export function Birthday({ doing, wallet }: { doing: Doing; wallet: Wallet }) {
  const { say, ask, locale, busy, act } = doing;
  const [month, setMonth] = useState(0);
  const [day, setDay] = useState(0);
  if (!givesForBirthdays(wallet)) return null;
  const { birthday: known, mayTellBirthday } = wallet.member!;
  const save = () =>
    ask<BirthdayAnswer>('birthday', { birthday: dayOf(month, day), locale }).then(() =>
      say.text('birthday.saved'),
    );
  return (
    <s-section heading={say.text('birthday.title')}>
      {known && <s-text>{say.text('birthday.known', { date: dayInWords(known, locale) })}</s-text>}
      {mayTellBirthday && (
        <s-stack gap="base">
          <s-text color="subdued">{say.text('birthday.text')}</s-text>
          <Choice label={say.text('birthday.month')} names={monthsIn(locale)} onChoose={setMonth} />
          <Choice label={say.text('birthday.day')} names={DAYS} onChoose={setDay} />
          <s-button
            variant="secondary"
            disabled={!month || !day || !!busy}
            loading={busy === 'birthday'}
            onClick={() => act('birthday', save)}
          >
            {say.text('birthday.save')}
          </s-button>
        </s-stack>
      )}
    </s-section>
  );
}

type ChoiceProps = { label: string; names: string[]; onChoose(place: number): void };

/** Places count from 1. */
const Choice = ({ label, names, onChoose }: ChoiceProps) => (
  <s-select
    label={label}
    onChange={(event) => onChoose(Number((event.currentTarget as HTMLSelectElement).value))}
  >
    {names.map((name, index) => (
      <s-option key={name} value={String(index + 1)}>
        {name}
      </s-option>
    ))}
  </s-select>
);
