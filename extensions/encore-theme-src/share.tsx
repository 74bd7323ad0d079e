// The link a member shares with friends.
import { useEffect, useState } from 'preact/hooks';
import type { Referral } from '../../app/shoppers/contract.ts';
import { giftInWords, rewardName } from '../words/describe.ts';
import type { Say } from '../words/say.ts';
import { knowOwner } from './device.ts';

/** Both gifts, the link with copy and share, and what came of it. */
export function Share({ say, referral }: { say: Say; referral: Referral }) {
  const [isCopied, setIsCopied] = useState(false);
  const { code, url, shareTexts, friendGets, advocateGets, counts } = referral;
  useEffect(() => knowOwner(code), [code]);
  const copy = () =>
    navigator.clipboard.writeText(url).then(
      () => setIsCopied(true),
      () => {},
    );
  // Most texts hold the link already, and many apps put a second one below.
  const { subject: title, text } = shareTexts;
  const shared = text.includes(url) ? { title, text } : { title, text, url };
  const share = () =>
    navigator
      .share(shared)
      // Closing the share sheet is not an error.
      .catch(() => {});
  const friend = rewardName(say, { name: friendGets.rewardName, value: friendGets.value });
  return (
    <section class="card">
      <h3>{say.text('referral.title')}</h3>
      <p>{say.text('referral.you_get', { gift: giftInWords(say, advocateGets) })}</p>
      <p>{say.text('referral.friend_gets', { gift: friend })}</p>
      <label>
        {say.text('referral.link')}
        <input readOnly dir="ltr" value={url} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <div class="actions">
        <button type="button" class="main" onClick={copy}>
          {say.text(isCopied ? 'code.copied' : 'referral.copy')}
        </button>
        {'share' in navigator && (
          <button type="button" class="plain" onClick={share}>
            {say.text('referral.share')}
          </button>
        )}
      </div>
      {(counts.completed > 0 || counts.waiting > 0) && (
        <p class="quiet" role="status">
          {say.text('referral.completed', { count: counts.completed })}
          {counts.waiting > 0 && ` · ${say.text('referral.waiting', { count: counts.waiting })}`}
        </p>
      )}
    </section>
  );
}
