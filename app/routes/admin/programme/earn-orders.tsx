// What of an order counts, how much at most, and bonuses for an order by its number.
import { BlockStack, Card, Checkbox, FormLayout, Select, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import type { EarnDraft } from './drafts/earn-draft.ts';
import { LineField, NumberField, Rows } from './fields.tsx';
import { type SegmentChoice, SegmentField } from './segment-field.tsx';

type PartProps = { draft: EarnDraft; set: (changes: Partial<EarnDraft>) => void };
type Units = { value: string; label: string }[];
type CountingProps = PartProps & { units: Units; segments: readonly SegmentChoice[] };

export function OrderCounting({ draft, set, units, segments }: CountingProps) {
  return (
    <>
      <Milestones draft={draft} set={set} />
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              What of an order counts
            </Text>
            <Text as="p" tone="subdued">
              Goods after discounts always count. The rest is your choice.
            </Text>
          </BlockStack>
          <FormLayout>
            <Counted draft={draft} set={set} />
            <Limits draft={draft} set={set} units={units} />
            <Select
              label="Points of an order are rounded"
              value={draft.rounding}
              onChange={(rounding) => set({ rounding })}
              options={[
                { value: 'floor', label: 'Down' },
                { value: 'nearest', label: 'To the nearest' },
                { value: 'ceil', label: 'Up' },
              ]}
            />
          </FormLayout>
        </BlockStack>
      </Card>
      <Excluded draft={draft} set={set} segments={segments} />
    </>
  );
}

function Excluded({ draft, set, segments }: Omit<CountingProps, 'units'>) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Who earns nothing
          </Text>
          <Text as="p" tone="subdued">
            Wholesale customers and staff, for example: neither orders nor anything else earns.
          </Text>
        </BlockStack>
        <FormLayout>
          <FormLayout.Group>
            <LineField
              label="Customers with these tags"
              name="excludedTags"
              value={draft.excludedTags}
              onChange={(excludedTags) => set({ excludedTags })}
              placeholder="wholesale, staff"
            />
            <SegmentField
              label="Customers in these segments"
              whenNone="None"
              segments={segments}
              chosen={draft.excludedSegmentIds}
              onChange={(excludedSegmentIds) => set({ excludedSegmentIds })}
            />
          </FormLayout.Group>
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

const COUNTED = {
  countsSubscriptions: 'Subscriptions',
  countsGiftCards: 'Gift cards',
  countsShipping: 'Shipping',
  countsTax: 'Tax',
} as const;

function Counted({ draft, set }: PartProps) {
  return (
    <FormLayout.Group condensed>
      {Object.entries(COUNTED).map(([name, label]) => (
        <Checkbox
          key={name}
          label={label}
          checked={draft[name as keyof typeof COUNTED]}
          onChange={(isCounted) => set({ [name]: isCounted })}
        />
      ))}
    </FormLayout.Group>
  );
}

function Milestones({ draft, set }: PartProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Bonus for an order by its number
          </Text>
          <Text as="p" tone="subdued">
            Most customers order once. A bonus for the second order is where it matters.
          </Text>
        </BlockStack>
        <Rows
          place="milestones"
          rows={draft.milestones}
          onChange={(milestones) => set({ milestones })}
          fresh={() => ({ order: String(2 + draft.milestones.length), points: '100' })}
          addLabel="Add a bonus"
          removeLabel={(row) => `Remove the bonus for order ${row.order}`}
          fields={(row, change, remove) => [
            <NumberField
              key="order"
              label="Order number"
              name="order"
              value={row.order}
              onChange={(order) => change({ order })}
            />,
            <NumberField
              key="points"
              label="Bonus points"
              name="points"
              value={row.points}
              onChange={(points) => change({ points })}
              connectedRight={remove}
            />,
          ]}
        />
      </BlockStack>
    </Card>
  );
}

function Limits({ draft, set, units }: PartProps & { units: Units }) {
  const { currency } = useFormat();
  return (
    <FormLayout>
      <FormLayout.Group>
        <LineField
          label="Orders below this earn nothing"
          name="minimum"
          value={draft.minimum}
          onChange={(minimum) => set({ minimum })}
          placeholder="No minimum"
          suffix={currency}
        />
        <NumberField
          label="Most points for one order"
          name="cap"
          value={draft.cap}
          onChange={(cap) => set({ cap })}
          placeholder="No limit"
        />
      </FormLayout.Group>
      <FormLayout.Group>
        <NumberField
          label="Most points a member earns by orders"
          name="limitPoints"
          value={draft.limitPoints}
          onChange={(limitPoints) => set({ limitPoints })}
          placeholder="No limit"
        />
        <Select
          label="In"
          value={draft.limitUnit}
          onChange={(limitUnit) => set({ limitUnit })}
          options={units}
        />
      </FormLayout.Group>
    </FormLayout>
  );
}
