// The finer choices about a reward.
import {
  BlockStack,
  Card,
  ChoiceList,
  FormLayout,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { RFM_GROUPS, RFM_MEANING } from '#app/retention/rfm.ts';
import type { ChoiceErrors, Choices } from './choices.ts';

type Props = {
  draft: Choices;
  set: (changes: Partial<Choices>) => void;
  errors: ChoiceErrors;
  tiers: { id: string; name: string }[];
};

const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];
const whatBecomes = [
  { value: 'return', label: 'The points go back' },
  { value: 'keep', label: 'The points stay spent' },
];

export function WhoCard({ draft, set, errors, tiers }: Props) {
  const text = (name: 'stock' | 'perMember', label: string) => (
    <TextField
      label={label}
      value={draft[name]}
      onChange={(value) => set({ [name]: value })}
      error={errors[name]}
      placeholder="No limit"
      inputMode="numeric"
      autoComplete="off"
    />
  );
  const day = (name: 'startsOn' | 'endsOn', label: string) => (
    <TextField
      label={label}
      type="date"
      value={draft[name]}
      onChange={(value) => set({ [name]: value })}
      error={errors[name]}
      autoComplete="off"
    />
  );
  const chosen = (name: 'groups' | 'tiers') => draft[name].split(',').filter((id) => id !== '');
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Who, when and how often
        </Text>
        <FormLayout>
          <FormLayout.Group>
            {day('startsOn', 'From')}
            {day('endsOn', 'Until, that day included')}
          </FormLayout.Group>
          <FormLayout.Group>
            {text('stock', 'How many in all')}
            {text('perMember', 'How many for each member')}
          </FormLayout.Group>
          {tiers.length > 0 && (
            <ChoiceList
              allowMultiple
              title="Only these tiers (none chosen: all)"
              choices={tiers.map(({ id, name }) => ({ value: id, label: name }))}
              selected={chosen('tiers')}
              onChange={(ids) => set({ tiers: ids.join(',') })}
            />
          )}
          <ChoiceList
            allowMultiple
            title="Only these groups of customers (none chosen: all)"
            choices={RFM_GROUPS.map((group) => ({
              value: group,
              label: RFM_MEANING[group].name,
              helpText: RFM_MEANING[group].meaning,
            }))}
            selected={chosen('groups')}
            onChange={(ids) => set({ groups: ids.join(',') })}
          />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

export function CodeCard({ draft, set }: Omit<Props, 'tiers'>) {
  const select = (
    name: keyof Choices,
    label: string,
    options: { value: string; label: string }[],
    helpText?: string,
  ) => (
    <Select
      label={label}
      value={draft[name]}
      onChange={(value) => set({ [name]: value })}
      options={options}
      {...(helpText ? { helpText } : {})}
    />
  );
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          The code
        </Text>
        <FormLayout>
          {select(
            'way',
            'How codes are made',
            [
              { value: 'pooled', label: 'Ahead of time, from a pool: at once' },
              { value: 'personal', label: 'For each member: tied to the one customer' },
            ],
            'A pooled code is in hand at once. A personal one works for nobody else.',
          )}
          <FormLayout.Group>
            {select('combinesOrder', 'With other order discounts', yesNo)}
            {select('combinesProduct', 'With product discounts', yesNo)}
            {select('combinesShipping', 'With shipping discounts', yesNo)}
          </FormLayout.Group>
          {select('purchase', 'For', [
            { value: 'one-time', label: 'One-time purchases' },
            { value: 'subscription', label: 'Subscriptions' },
            { value: 'both', label: 'Both' },
          ])}
          <FormLayout.Group>
            {select('canCancel', 'Shoppers may cancel it', yesNo)}
            {select('onExpiry', 'If it runs out unused', whatBecomes)}
            {select('onOrderUndone', 'If its order is cancelled or refunded', whatBecomes)}
          </FormLayout.Group>
          {select('onTermsChanged', 'When you change what it gives, codes already out', [
            { value: 'keep', label: 'stay as they are' },
            { value: 'replaceable', label: 'can be exchanged for new ones by their holders' },
          ])}
        </FormLayout>
      </BlockStack>
    </Card>
  );
}
