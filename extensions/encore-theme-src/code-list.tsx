// Codes the shopper holds: copy, put into the cart, give back.
import type { HeldCode } from '../../app/shoppers/contract.ts';
import { codeInWords, conditionsInWords, rewardName } from '../words/describe.ts';
import { applyCode } from './cart.ts';
import type { Doing } from './wallet-view.tsx';

/** Codes that can be used come first; ended ones stay for a while with what became of them. */
export function Codes({ doing, codes }: { doing: Doing; codes: HeldCode[] }) {
  if (codes.length === 0) return null;
  const isOpen = (code: HeldCode) => code.state === 'ready' || code.state === 'preparing';
  const inOrder = [...codes.filter(isOpen), ...codes.filter((code) => !isOpen(code))];
  return (
    <section class="card wide">
      <h3>{doing.say.text('code.title')}</h3>
      <ul class="codes">
        {inOrder.map((code) => (
          <Code key={code.id} doing={doing} held={code} />
        ))}
      </ul>
    </section>
  );
}

function Code({ doing, held }: { doing: Doing; held: HeldCode }) {
  const { say, session, busy, act } = doing;
  const { code } = held;
  const isUsable = held.state === 'ready' && code !== null;
  // A gift card pays: it is typed in where cards are, and no cart takes it for a discount.
  const isCard = held.value.kind === 'gift-card';
  const copy = async () => {
    await navigator.clipboard.writeText(code!);
    return say.text('code.copied');
  };
  const apply = async () => {
    const isIn = await applyCode(code!).catch(() => null);
    // A cart that does not know codes: Shopify's own link takes it along.
    if (isIn === null && held.applyUrl) location.assign(held.applyUrl);
    if (isIn && location.pathname === session.context.cartUrl) location.reload();
    return isIn === false ? say.text('code.not_applied') : say.text('code.applied');
  };
  const cancel = async () => {
    await session.cancel(held);
    return say.text('code.cancelled');
  };
  const replace = async () => {
    await session.replace(held);
    return '';
  };
  const button = (name: string, work: () => Promise<string>, look = 'plain') => (
    <button type="button" class={look} disabled={!!busy} onClick={() => act(held.id, work)}>
      {say.text(`code.${name}`)}
    </button>
  );
  return (
    <li class={`code ${held.state}`}>
      <strong>
        <bdi>{rewardName(say, held)}</bdi>
      </strong>
      {isUsable && <code dir="ltr">{code}</code>}
      <span class="quiet">{codeInWords(say, held)}</span>
      {isUsable && <small class="quiet">{conditionsInWords(say, held).join(' · ')}</small>}
      {held.terms === 'kept' && isUsable && <small class="quiet">{say.text('code.kept')}</small>}
      {held.reason && !isUsable && <small class="quiet">{say.text(`reason.${held.reason}`)}</small>}
      <div class="actions">
        {isUsable && !isCard && button('apply', apply, 'main')}
        {isUsable && button('copy', copy)}
        {held.terms === 'replaceable' && isUsable && button('replace', replace)}
        {held.canCancel && button('cancel', cancel)}
      </div>
    </li>
  );
}
