// Under which conditions a reward's code works. Each kind shows what Shopify knows for it.
import { Banner, BlockStack, Card, FormLayout, Text } from '@shopify/polaris';
import { isDiscount, isOffGoods, type Kind, takesMinimum } from '#app/rewards/terms.ts';
import { takesPurchase } from './conditions-draft.ts';
import { CountriesField } from './countries-field.tsx';
import { MoneyPart, NumberPart, type PartProps, SelectPart, yesNo } from './form-parts.tsx';
import { PickField } from './pick-field.tsx';

type ConditionsProps = PartProps & {
  /** Names of the tiers whose members have a percentage off every order. */
  tiersWithPercent: readonly string[];
};

export function ConditionsCard({ tiersWithPercent, ...props }: ConditionsProps) {
  const { draft, set } = props;
  const kind = draft.kind as Kind;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {isDiscount(kind) ? 'Where the code works' : 'How long it is good for'}
        </Text>
        <FormLayout>
          <FormLayout.Group>
            {takesMinimum(kind) && (
              <MoneyPart {...props} name="minimum" label="Smallest order" placeholder="None" />
            )}
            <NumberPart
              {...props}
              name="validDays"
              label="Good for"
              suffix="days"
              placeholder="No end"
            />
          </FormLayout.Group>
          {isOffGoods(kind) && <ItemParts {...props} />}
          {kind === 'free-shipping' && (
            <CountriesField value={draft.countries} onChange={(countries) => set({ countries })} />
          )}
          {takesPurchase(kind) && (
            <SelectPart
              {...props}
              name="purchase"
              label="For"
              options={[
                { value: 'one-time', label: 'One-time purchases' },
                { value: 'subscription', label: 'Subscriptions' },
                { value: 'both', label: 'Both' },
              ]}
            />
          )}
          {isDiscount(kind) && <CombiningParts {...props} />}
          {isDiscount(kind) && draft.combinesOrder !== 'yes' && (
            <ShutOut tiers={tiersWithPercent} />
          )}
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

function ItemParts(props: PartProps) {
  const { draft, set, errors } = props;
  const { itemsKind } = draft;
  return (
    <FormLayout.Group>
      <SelectPart
        {...props}
        set={(changes) => set({ ...changes, items: '' })}
        name="itemsKind"
        label="Off"
        options={[
          { value: 'all', label: 'The whole order' },
          { value: 'products', label: 'Certain products' },
          { value: 'collections', label: 'Products of certain collections' },
        ]}
      />
      {(itemsKind === 'products' || itemsKind === 'collections') && (
        <PickField
          label="Which"
          kind={itemsKind}
          value={draft.items}
          onChange={(items) => set({ items })}
          error={errors.items}
        />
      )}
    </FormLayout.Group>
  );
}

/** A tier's percentage is an order discount: a code that goes with none is refused in the cart. */
function ShutOut({ tiers }: { tiers: readonly string[] }) {
  if (tiers.length === 0) return null;
  return (
    <Banner tone="warning">
      Members of {new Intl.ListFormat('en').format(tiers)} have a percentage off every order. They
      cannot use this code until it can be combined with order discounts.
    </Banner>
  );
}

function CombiningParts(props: PartProps) {
  const part = (name: 'combinesOrder' | 'combinesProduct' | 'combinesShipping', label: string) => (
    <SelectPart {...props} name={name} label={label} options={yesNo} />
  );
  return (
    <FormLayout.Group condensed title="Can be combined with other">
      {part('combinesOrder', 'Order discounts')}
      {part('combinesProduct', 'Product discounts')}
      {props.draft.kind !== 'free-shipping' && part('combinesShipping', 'Shipping discounts')}
    </FormLayout.Group>
  );
}
