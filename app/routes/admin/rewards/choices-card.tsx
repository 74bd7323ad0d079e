// Whom a reward is for, when and how often; how its codes are made and how they end.
import {
  BlockStack,
  Button,
  Card,
  ChoiceList,
  Collapsible,
  FormLayout,
  Text,
} from '@shopify/polaris';
import { type ReactNode, useId, useState } from 'react';
import { RFM_GROUPS, RFM_MEANING } from '#app/retention/rfm.ts';
import { isDiscount, type Kind } from '#app/rewards/terms.ts';
import { type Named, tickable } from './choices.ts';
import { NumberPart, type PartProps, SelectPart, TextPart, yesNo } from './form-parts.tsx';

export type AudienceChoices = { tiers: Named[]; segments: Named[] };

const whatBecomes = [
  { value: 'return', label: 'The points go back' },
  { value: 'keep', label: 'The points stay spent' },
];

export function WhenCard(props: PartProps) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          When and how often
        </Text>
        <FormLayout>
          <SelectPart
            {...props}
            name="state"
            label="State"
            options={[
              { value: 'active', label: 'Active: shoppers can redeem it' },
              { value: 'draft', label: 'Draft: nobody sees it' },
            ]}
          />
          <FormLayout.Group>
            <TextPart {...props} name="startsOn" label="From" type="date" />
            <TextPart {...props} name="endsOn" label="Until, that day included" type="date" />
          </FormLayout.Group>
          <FormLayout.Group>
            <NumberPart {...props} name="stock" label="How many in all" placeholder="No limit" />
            <NumberPart
              {...props}
              name="perMember"
              label="How many for each member"
              placeholder="No limit"
            />
          </FormLayout.Group>
          <FormLayout.Group>
            <NumberPart
              {...props}
              name="periodCount"
              label="For each member at most"
              placeholder="No limit"
            />
            <NumberPart
              {...props}
              name="periodDays"
              label="within"
              suffix="days"
              placeholder="30"
            />
          </FormLayout.Group>
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

export function WhoCard({ tiers, segments, ...props }: PartProps & AudienceChoices) {
  const { draft, set } = props;
  const choice = (
    name: 'tiers' | 'segments' | 'groups',
    title: string,
    choices: { value: string; label: string; helpText?: string }[],
  ) => (
    <ChoiceList
      allowMultiple
      title={title}
      titleHidden={name !== 'tiers'}
      choices={choices}
      selected={draft[name].split(',').filter((id) => id !== '')}
      onChange={(ids) => set({ [name]: ids.join(',') })}
    />
  );
  const named = (list: Named[], chosen: string, goneName: string) =>
    tickable(list, chosen, goneName).map(({ id, name }) => ({ value: id, label: name }));
  const tierChoices = named(tiers, draft.tiers, 'A tier that no longer exists');
  const segmentChoices = named(segments, draft.segments, 'A segment that no longer exists');
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Who it is for
          </Text>
          <Text as="p" tone="subdued">
            Everybody, unless you choose. Of each list one is enough; of several lists, all have to
            hold.
          </Text>
        </BlockStack>
        <SelectPart
          {...props}
          name="worth"
          label="Worth"
          options={[
            { value: '', label: 'Any customer' },
            { value: 'quarter', label: 'The quarter of your customers worth most' },
            { value: 'tenth', label: 'The tenth of your customers worth most' },
          ]}
          helpText="By their predicted value in the next 12 months; where that is equal, by net sales"
        />
        {tierChoices.length > 0 && choice('tiers', 'Tiers', tierChoices)}
        <Folded title="Segments" isOpenAtFirst={draft.segments !== ''}>
          {choice('segments', 'Segments', segmentChoices)}
        </Folded>
        <Folded
          title="Groups by how recently and how often they buy"
          isOpenAtFirst={draft.groups !== ''}
        >
          {choice(
            'groups',
            'Groups',
            RFM_GROUPS.map((group) => ({
              value: group,
              label: RFM_MEANING[group].name,
              helpText: RFM_MEANING[group].meaning,
            })),
          )}
        </Folded>
      </BlockStack>
    </Card>
  );
}

type FoldedProps = { title: string; isOpenAtFirst: boolean; children: ReactNode };

/** A long list that most merchants leave as it is. */
function Folded({ title, isOpenAtFirst, children }: FoldedProps) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  const id = useId();
  return (
    <BlockStack gap="200" inlineAlign="start">
      <Button
        variant="plain"
        disclosure={isOpen ? 'up' : 'down'}
        ariaExpanded={isOpen}
        ariaControls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        {title}
      </Button>
      <Collapsible id={id} open={isOpen}>
        {children}
      </Collapsible>
    </BlockStack>
  );
}

export function CodeCard(props: PartProps) {
  const kind = props.draft.kind as Kind;
  // Money given is given: there is no code that could be made ahead, end or be replaced.
  if (!isDiscount(kind)) return null;
  const isPersonal = props.draft.hasSteps === 'yes';
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          The code
        </Text>
        <FormLayout>
          {isPersonal ? (
            <Text as="p" tone="subdued">
              Each member gets a code of their own, because they choose how much it is worth.
            </Text>
          ) : (
            <SelectPart
              {...props}
              name="way"
              label="How codes are made"
              options={[
                { value: 'pooled', label: 'Ahead of time, from a pool: at once' },
                { value: 'personal', label: 'For each member: tied to the one customer' },
              ]}
              helpText="A pooled code is in hand at once. A personal one works for nobody else."
            />
          )}
          <SelectPart {...props} name="canCancel" label="Shoppers may cancel it" options={yesNo} />
          <FormLayout.Group>
            <SelectPart
              {...props}
              name="onExpiry"
              label="If it runs out unused"
              options={whatBecomes}
            />
            <SelectPart
              {...props}
              name="onOrderUndone"
              label="If its order is cancelled or refunded"
              options={whatBecomes}
            />
          </FormLayout.Group>
          <SelectPart
            {...props}
            name="onTermsChanged"
            label="When you change what it gives, codes already out"
            options={[
              { value: 'keep', label: 'stay as they are' },
              { value: 'replaceable', label: 'can be exchanged for new ones by their holders' },
            ]}
          />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}
