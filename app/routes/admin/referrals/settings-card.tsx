// What friends and advocates get, how much is let pass, and what members share.
import { useFetcher } from '@remix-run/react';
import {
  BlockStack,
  Card,
  Divider,
  FormLayout,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { useState } from 'react';
import { SHARE_TEXTS } from '#app/referrals/settings.ts';
import { EditBar, useDraft } from '#app/ui/edit-bar.tsx';
import { useRefusal } from '#app/ui/use-refusal.ts';
import { useOutcomeToast } from '../use-outcome-toast.ts';
import { type SettingsDraft, SHARE_LANGUAGES } from './draft.ts';

type Answer = { ok: true } | { ok: false; reason: string; fields?: Record<string, string> };
type RewardChoice = { id: string; name: string; isForFriends: boolean };

export function SettingsCard({
  saved,
  rewards,
}: {
  saved: SettingsDraft;
  rewards: RewardChoice[];
}) {
  const form = useDraft(saved);
  const { draft, set, discard, isDirty } = form;
  const fetcher = useFetcher<Answer>();
  useOutcomeToast(fetcher.data, 'Referrals saved');
  const { refusal, held } = useRefusal(fetcher, form);
  const fields: Record<string, string> = held(inForm(refusal?.fields));
  return (
    <Card>
      <EditBar
        isDirty={isDirty}
        isSaving={fetcher.state !== 'idle'}
        onSave={() => fetcher.submit(draft, { method: 'post' })}
        onDiscard={discard}
      />
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            How it works
          </Text>
          <Select
            label="Referrals"
            labelInline
            value={draft.isOn}
            onChange={(isOn) => set({ isOn })}
            options={[
              { value: 'on', label: 'On' },
              { value: 'off', label: 'Off' },
            ]}
          />
        </InlineStack>
        <FormLayout>
          <Gifts draft={draft} set={set} fields={fields} rewards={rewards} />
          <FormLayout.Group>
            {NUMBERS.map(([name, label]) => (
              <NumberField
                key={name}
                label={label}
                value={draft[name]}
                onChange={(value) => set({ [name]: value })}
                error={fields[name]}
              />
            ))}
          </FormLayout.Group>
        </FormLayout>
        <Divider />
        <ShareTexts draft={draft} set={set} />
      </BlockStack>
    </Card>
  );
}

const PLACES: Record<string, string> = {
  'advocate.points': 'points',
  'advocate.rewardId': 'advocateRewardId',
};

/** What was refused, by the names that the fields have in the form. */
const inForm = (fields: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(fields).map(([name, words]) => [PLACES[name] ?? name, words]));

const languageName = (language: string) =>
  new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;

/** The words that go with a link, one language at a time. */
function ShareTexts({ draft, set }: Pick<GiftsProps, 'draft' | 'set'>) {
  const [language, setLanguage] = useState('en');
  const ours = SHARE_TEXTS[language]!;
  const subject = `subject-${language}` as const;
  const text = `text-${language}` as const;
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h3" variant="headingSm">
          What members share
        </Text>
        <Select
          label="Language"
          labelInline
          value={language}
          onChange={setLanguage}
          options={SHARE_LANGUAGES.map((one) => ({ value: one, label: languageName(one) }))}
        />
      </InlineStack>
      <div dir={language === 'he' ? 'rtl' : 'ltr'}>
        <FormLayout>
          <TextField
            label="Subject"
            value={draft[subject] ?? ''}
            onChange={(value) => set({ [subject]: value })}
            placeholder={ours.subject}
            maxLength={150}
            autoComplete="off"
          />
          <TextField
            label="Message"
            value={draft[text] ?? ''}
            onChange={(value) => set({ [text]: value })}
            placeholder={ours.text}
            helpText="{url} stands for the member’s link. Empty fields use the words shown in grey."
            multiline={2}
            maxLength={600}
            autoComplete="off"
          />
        </FormLayout>
      </div>
    </BlockStack>
  );
}

const NUMBERS = [
  ['holdDays', 'Days after payment until the reward'],
  ['perMonth', 'Most friends of an advocate in 30 days'],
  ['perAddress', 'Most friends from one connection a day'],
] as const;

type NumberFieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
};

const NumberField = (props: NumberFieldProps) => (
  <TextField {...props} inputMode="numeric" autoComplete="off" />
);

const named = (list: RewardChoice[]) => [
  { value: '', label: 'Choose a reward' },
  ...list.map(({ id, name }) => ({ value: id, label: name })),
];

type GiftsProps = {
  draft: SettingsDraft;
  set: (changes: Partial<SettingsDraft>) => void;
  fields: Record<string, string>;
  rewards: RewardChoice[];
};

function Gifts({ draft, set, fields, rewards }: GiftsProps) {
  return (
    <FormLayout.Group>
      <Select
        label="The friend gets"
        value={draft.friendRewardId}
        onChange={(friendRewardId) => set({ friendRewardId })}
        options={named(rewards.filter(({ isForFriends }) => isForFriends))}
        error={fields.friendRewardId}
        helpText="A code for the first order, without points"
      />
      <Select
        label="The advocate gets"
        value={draft.advocateKind}
        onChange={(advocateKind) => set({ advocateKind })}
        options={[
          { value: 'points', label: 'Points' },
          { value: 'reward', label: 'A reward' },
        ]}
      />
      {draft.advocateKind === 'points' ? (
        <NumberField
          label="Points for the advocate"
          value={draft.points}
          onChange={(points) => set({ points })}
          error={fields.points}
        />
      ) : (
        <Select
          label="Reward for the advocate"
          value={draft.advocateRewardId}
          onChange={(advocateRewardId) => set({ advocateRewardId })}
          options={named(rewards)}
          error={fields.advocateRewardId}
        />
      )}
    </FormLayout.Group>
  );
}
