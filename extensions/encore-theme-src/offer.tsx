// What a friend sees who followed a member's link: the gift, and a code for an e-mail address.
import { useRef, useState } from 'preact/hooks';
import type { ReferralAnswer, ReferralOffer } from '../../app/shoppers/contract.ts';
import { conditionsInWords, refusalInWords, rewardName } from '../words/describe.ts';
import type { Say } from '../words/say.ts';
import { device } from './device.ts';
import { ask, askNonced, type Nonces, Refusal } from './door.ts';
import type { Context } from './session.ts';

type Props = { say: Say; offer: ReferralOffer; code: string; context: Context };

export const loadOffer = (context: Context, code: string) =>
  ask<ReferralOffer>(
    `referral?${new URLSearchParams({ code, locale: context.locale, device: device() ?? '' })}`,
  );

const KEPT = 'encore:referral';

/** The code of the link that brought the shopper here, until its gift was taken. */
export function keptReferral(): string | undefined {
  try {
    return localStorage.getItem(KEPT) ?? undefined;
  } catch {
    return undefined;
  }
}

function forgetReferral(): void {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // Where storage is forbidden nothing was kept.
  }
}

/** The gift and the way to it, or why there is none. */
export function Offer({ say, offer, code, context }: Props) {
  const [answer, setAnswer] = useState<ReferralAnswer | null>(null);
  const [message, setMessage] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  // Good for one address: who mistyped theirs needs another.
  const nonces = useRef<Nonces>({
    nonce: offer.nonce,
    freshNonce: async () => (await loadOffer(context, code)).nonce,
  });
  if (!offer.isOpen || !offer.friendGets) {
    return offer.reason ? <p class="note">{say.text(`reason.${offer.reason}`)}</p> : null;
  }
  const { rewardName: name, value } = offer.friendGets;
  const claim = async (event: SubmitEvent) => {
    event.preventDefault();
    const email = new FormData(event.currentTarget as HTMLFormElement).get('email');
    setIsBusy(true);
    setMessage('');
    try {
      const { locale } = context;
      const body = { code, email, device: device(), locale };
      setAnswer(await askNonced<ReferralAnswer>('referral', body, nonces.current));
      forgetReferral();
    } catch (error) {
      const problem = error instanceof Refusal ? error.problem : { reason: 'try-again' as const };
      setMessage(refusalInWords(say, problem));
    }
    setIsBusy(false);
  };
  return (
    <section class="card welcome" aria-live="polite">
      <h3>{say.text('referral.offer', { gift: rewardName(say, { name, value }) })}</h3>
      <p class="quiet">{conditionsInWords(say, offer.friendGets).join(' · ')}</p>
      {answer ? (
        <>
          <p>{say.text('referral.claimed')}</p>
          <code dir="ltr">{answer.code}</code>
          <a class="main" href={answer.applyUrl}>
            {say.text('code.apply')}
          </a>
        </>
      ) : (
        <AddressForm say={say} isBusy={isBusy} onSubmit={claim} />
      )}
      <p class="message" role="status">
        {message}
      </p>
    </section>
  );
}

type FormProps = { say: Say; isBusy: boolean; onSubmit: (event: SubmitEvent) => void };

const AddressForm = ({ say, isBusy, onSubmit }: FormProps) => (
  <form onSubmit={onSubmit}>
    <label>
      {say.text('referral.email')}
      <input
        type="email"
        name="email"
        autocomplete="email"
        required
        // A browser takes an address without a dot; the app does not.
        pattern=".+@.+[.].+"
        dir="ltr"
      />
    </label>
    <button type="submit" class="main" disabled={isBusy}>
      {say.text('referral.claim')}
    </button>
  </form>
);
