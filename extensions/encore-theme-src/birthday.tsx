// The day of a member's yearly gift: told once, shown afterwards. Only where the shop gives for it.
import { useState } from 'preact/hooks';
import type { Wallet } from '../../app/shoppers/contract.ts';
import { DAYS, dayInWords, dayOf, givesForBirthdays, monthsIn } from '../words/birthday.ts';
import type { Doing } from './wallet-view.tsx';

export function Birthday({ doing, wallet }: { doing: Doing; wallet: Wallet }) {
  const { say, session, busy, act } = doing;
  const [month, setMonth] = useState(0);
  const [day, setDay] = useState(0);
  if (!givesForBirthdays(wallet)) return null;
  const { locale } = session.context;
  const { birthday: known, mayTellBirthday } = wallet.member!;
  const save = async () => {
    await session.tellBirthday(dayOf(month, day));
    return say.text('birthday.saved');
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    act('birthday', save);
  };
  const isReady = month > 0 && day > 0;
  return (
    <section class="card">
      <h3>{say.text('birthday.title')}</h3>
      {known && <p>{say.text('birthday.known', { date: dayInWords(known, locale) })}</p>}
      {mayTellBirthday && (
        <form onSubmit={submit}>
          <p class="quiet">{say.text('birthday.text')}</p>
          <div class="actions">
            <Choice
              label={say.text('birthday.month')}
              names={monthsIn(locale)}
              onChoose={setMonth}
            />
            <Choice label={say.text('birthday.day')} names={DAYS} onChoose={setDay} />
          </div>
          <button type="submit" class="main" disabled={!!busy || !isReady}>
            {say.text('birthday.save')}
          </button>
        </form>
      )}
    </section>
  );
}

type ChoiceProps = { label: string; names: string[]; onChoose(place: number): void };

/** Places count from 1; 0 is none. */
const Choice = ({ label, names, onChoose }: ChoiceProps) => (
  <label>
    {label}
    <select onChange={(event) => onChoose(event.currentTarget.selectedIndex)}>
      <option />
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  </label>
);
