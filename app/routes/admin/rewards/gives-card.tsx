// What a reward gives, and for how many points.
import { BlockStack, Card, ChoiceList, FormLayout, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import { MoneyPart, NumberPart, type PartProps, SelectPart, TextPart } from './form-parts.tsx';
import { GiftField, PickField } from './pick-field.tsx';

const KINDS = [
  { value: 'amount-off', label: 'An amount off the order' },
  { value: 'percentage-off', label: 'A percentage off the order' },
  { value: 'free-shipping', label: 'Free shipping' },
  { value: 'free-product', label: 'A free product' },
  { value: 'store-credit', label: 'Store credit' },
  { value: 'gift-card', label: 'A gift card' },
];

const ABOUT: Record<string, string> = {
  'free-product':
    'Shopify gives a product only to who buys another. The shopper puts both into the cart.',
  'store-credit':
    'Goes to the customer’s account at once, for shoppers with new customer accounts. Shopify asks you for access when you save.',
  'gift-card': 'A gift card of its own for each member. Shopify asks you for access when you save.',
};

export function GivesCard(props: PartProps) {
  const { draft, set } = props;
  const isAmount = ['amount-off', 'store-credit', 'gift-card'].includes(draft.kind);
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          What it gives
        </Text>
        <FormLayout>
          <FormLayout.Group>
            <SelectPart
              {...props}
              name="kind"
              label="It gives"
              options={KINDS}
              {...(ABOUT[draft.kind] ? { helpText: ABOUT[draft.kind] } : {})}
            />
            {isAmount && (
              <MoneyPart
                {...props}
                name="amount"
                label={draft.hasSteps === 'yes' ? 'Amount of one step' : 'Amount'}
              />
            )}
            {draft.kind === 'percentage-off' && (
              <TextPart
                {...props}
                name="percent"
                label="Percentage"
                suffix="%"
                inputMode="decimal"
              />
            )}
            {draft.kind === 'free-shipping' && (
              <MoneyPart
                {...props}
                name="maximum"
                label="Shipping up to"
                placeholder="Whatever it costs"
              />
            )}
          </FormLayout.Group>
          {draft.kind === 'free-product' && <ProductParts {...props} />}
          <NumberPart
            {...props}
            name="points"
            label={isAmount && draft.hasSteps === 'yes' ? 'Points for one step' : 'Points it costs'}
          />
          {isAmount && (
            <ChoiceList
              title="How much"
              choices={[
                { value: 'no', label: 'Always the same amount' },
                { value: 'yes', label: 'The shopper chooses how many steps' },
              ]}
              selected={[draft.hasSteps]}
              onChange={([hasSteps = 'no']) => set({ hasSteps })}
            />
          )}
          {isAmount && draft.hasSteps === 'yes' && <StepParts {...props} />}
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

function StepParts(props: PartProps) {
  const format = useFormat();
  const points = Number(props.draft.points);
  const example =
    points > 0 && /^[\d.,]+$/.test(props.draft.amount)
      ? `${format.plural(points, 'point', 'points')} = ${format.money(props.draft.amount.replace(',', '.'))}`
      : '';
  return (
    <FormLayout.Group>
      <NumberPart
        {...props}
        name="stepsMinimum"
        label="At least"
        suffix="steps"
        helpText={example}
      />
      <NumberPart
        {...props}
        name="stepsMaximum"
        label="At most"
        suffix="steps"
        placeholder="No limit"
      />
    </FormLayout.Group>
  );
}

function ProductParts(props: PartProps) {
  const { draft, set, errors } = props;
  return (
    <FormLayout>
      <GiftField value={draft.gift} onChange={(gift) => set({ gift })} error={errors.gift} />
      <FormLayout.Group>
        <NumberPart {...props} name="giftQuantity" label="Pieces given away" />
        <NumberPart {...props} name="buysQuantity" label="Pieces that have to be bought" />
      </FormLayout.Group>
      <FormLayout.Group>
        <SelectPart
          {...props}
          set={(changes) => set({ ...changes, buys: '' })}
          name="buysKind"
          label="What has to be bought"
          options={[
            { value: 'products', label: 'Certain products' },
            { value: 'collections', label: 'Products of certain collections' },
          ]}
        />
        <PickField
          label="Which"
          kind={draft.buysKind === 'collections' ? 'collections' : 'products'}
          value={draft.buys}
          onChange={(buys) => set({ buys })}
          error={errors.buys}
        />
      </FormLayout.Group>
    </FormLayout>
  );
}
