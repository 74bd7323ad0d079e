// What the shopper will see of a reward: put into words by the very code that the storefront runs.
import { BlockStack, Card, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { type Offer, offerSchema } from '#app/rewards/offer.ts';
import type { Reward } from '#app/rewards/read.server.ts';
import { termsSchema } from '#app/rewards/terms.ts';
import { inReach } from '#app/shoppers/reward-words.ts';
import { useFormat } from '#app/ui/format.tsx';
import {
  conditionsInWords,
  rewardName,
  whyNotInWords,
  worthInWords,
} from '../../../../extensions/words/describe.ts';
import { fill, type Say, speaker } from '../../../../extensions/words/say.ts';
import { type RewardDraft, rewardInput } from './draft.ts';

/** How the shop speaks to shoppers, by language. */
export type Voices = Record<string, Record<string, string>>;

const VIEWERS = [
  { value: 'rich', label: 'A member with enough points' },
  { value: 'poor', label: 'A member without points' },
  { value: 'guest', label: 'Somebody who is not signed in' },
];

type PreviewCardProps = { draft: RewardDraft; voices: Voices; language: string };

export function PreviewCard({ draft, voices, language }: PreviewCardProps) {
  const [viewer, setViewer] = useState('rich');
  const { currency, timezone } = useFormat();
  const reward = draftedReward(draft, { currency, timezone });
  const say = sayIn(voices, language);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          What shoppers see
        </Text>
        <Select label="Seen by" value={viewer} onChange={setViewer} options={VIEWERS} />
        {reward ? (
          <Seen reward={reward} say={say} viewer={viewer} language={language} currency={currency} />
        ) : (
          <Text as="p" tone="subdued">
            Fill in what it gives, and it stands here as on your storefront.
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

/** The reward as it would be saved; null while the form says something that cannot be. */
function draftedReward(
  draft: RewardDraft,
  shop: { currency: string; timezone: string },
): Reward | null {
  // Without a name the storefront says what it is worth; only saving asks for one.
  const base = (draft['name-en'] ?? '').trim();
  const input = rewardInput({ ...draft, 'name-en': base || '?' }, null, shop);
  if (!input.ok) return null;
  const offer = offerSchema.safeParse({ ...input.value.offer, audience: undefined });
  const terms = termsSchema.safeParse(input.value.terms);
  if (!offer.success || !terms.success) return null;
  return {
    id: '',
    state: 'active',
    way: input.value.way,
    position: 0,
    version: 1,
    offer: {
      ...offer.data,
      names: base === '' ? omitBase(offer.data.names) : offer.data.names,
      // Seen on a day on which it is on offer.
      startsAt: null,
      endsAt: null,
    },
    terms: terms.data,
    updatedAt: new Date(0),
  };
}

const omitBase = ({ en: _placeholder, ...names }: Offer['names']): Offer['names'] => names;

function sayIn(voices: Voices, language: string): Say {
  const texts = voices[language] ?? {};
  const isRtl = language === 'he';
  const plural = new Intl.PluralRules(language);
  return speaker({
    locale: language,
    translate: (key, values) => {
      const { count } = values;
      const form = typeof count === 'number' ? `${key}.${plural.select(count)}` : key;
      const text = texts[form] ?? texts[`${key}.other`] ?? texts[key];
      return text === undefined ? null : fill(text, values, isRtl);
    },
    shop: { texts: {}, direction: isRtl ? 'rtl' : 'ltr' },
  });
}

type SeenProps = {
  reward: Reward;
  say: Say;
  viewer: string;
  language: string;
  currency: string;
};

function Seen({ reward, say, viewer, language, currency }: SeenProps) {
  const least = reward.offer.steps?.minimum ?? 1;
  const isMember = viewer !== 'guest';
  const seen = inReach(reward, 0, {
    buyer: {
      state: isMember ? 'member' : 'guest',
      spendable: viewer === 'rich' ? BigInt(reward.offer.points * least) : 0n,
      tier: null,
      groups: [],
    },
    exchanges: {},
    locale: language,
    currency,
    programmeIsActive: true,
    now: new Date(0),
  });
  const cost = say.points(seen.points * least);
  const small = conditionsInWords(say, seen);
  const why = whyNotInWords(say, seen);
  return (
    <div className="shopper-preview" lang={language} dir={language === 'he' ? 'rtl' : 'ltr'}>
      <div>
        <strong>
          <bdi>{rewardName(say, seen)}</bdi>
        </strong>
        <span className="quiet">{worthInWords(say, seen, cost, least)}</span>
        {seen.description && <bdi>{seen.description}</bdi>}
        {small.length > 0 && <small className="quiet">{small.join(' · ')}</small>}
        {why && <small className="why">{why}</small>}
      </div>
      {seen.canRedeem && <span className="redeem">{say.text('reward.redeem')}</span>}
    </div>
  );
}
