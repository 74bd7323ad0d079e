// Buttons that open Shopify's own picker for products and collections.
import { useAppBridge } from '@shopify/app-bridge-react';
import {
  BlockStack,
  Button,
  InlineError,
  InlineStack,
  Select,
  Text,
  Thumbnail,
} from '@shopify/polaris';
import { ImageIcon } from '@shopify/polaris-icons';
import { useId, useState } from 'react';
import {
  type Gift,
  giftOf,
  MOST_PICKS,
  MOST_TITLES,
  pickedOf,
  pickedText,
  pickedWords,
} from './picks.ts';

const numberOf = (gid: string) => gid.slice(gid.lastIndexOf('/') + 1);

type PickFieldProps = {
  label: string;
  kind: 'products' | 'collections';
  value: string;
  onChange: (picked: string) => void;
  error?: string | undefined;
};

/** Several products, or several collections. */
export function PickField({ label, kind, value, onChange, error }: PickFieldProps) {
  const bridge = useAppBridge();
  const id = useId();
  const picked = pickedOf(value);
  const type = kind === 'products' ? 'product' : 'collection';
  const pick = async () => {
    const selection = await bridge.resourcePicker({
      type,
      multiple: MOST_PICKS,
      action: 'select',
      filter: { variants: false },
      selectionIds: picked.ids.map((one) => ({
        id: `gid://shopify/${kind === 'products' ? 'Product' : 'Collection'}/${one}`,
      })),
    });
    if (!selection) return;
    const chosen = selection as unknown as { id: string; title: string }[];
    onChange(
      pickedText({
        ids: chosen.map((one) => numberOf(one.id)),
        titles: chosen.slice(0, MOST_TITLES).map(({ title }) => title),
      }),
    );
  };
  return (
    <BlockStack gap="100">
      <Text as="span">{label}</Text>
      <InlineStack gap="300" blockAlign="center">
        <Button onClick={pick} accessibilityLabel={`${label}: choose ${kind}`}>
          {picked.ids.length === 0 ? `Choose ${kind}` : 'Change'}
        </Button>
        <Text as="span" tone={picked.ids.length === 0 ? 'subdued' : undefined}>
          {picked.ids.length === 0 ? 'None chosen' : pickedWords(picked)}
        </Text>
      </InlineStack>
      {error && <InlineError message={error} fieldID={id} />}
    </BlockStack>
  );
}

type GiftFieldProps = {
  value: string;
  onChange: (gift: string) => void;
  error?: string | undefined;
};
type PickedProduct = {
  id: string;
  title: string;
  images?: { originalSrc?: string }[];
  variants: { id: string; title: string }[];
};

/** The one variant that is given away. */
export function GiftField({ value, onChange, error }: GiftFieldProps) {
  const bridge = useAppBridge();
  const id = useId();
  const [choices, setChoices] = useState<Gift[]>([]);
  const gift = giftOf(value);
  const pick = async () => {
    const selection = await bridge.resourcePicker({
      type: 'product',
      multiple: false,
      action: 'select',
    });
    const product = selection?.[0] as unknown as PickedProduct | undefined;
    if (!product) return;
    const gifts = giftsOf(product);
    setChoices(gifts);
    onChange(JSON.stringify(gifts[0]));
  };
  return (
    <BlockStack gap="200">
      <Text as="span">What is given away</Text>
      <InlineStack gap="300" blockAlign="center" wrap={false}>
        {gift && <Thumbnail size="small" alt="" source={gift.imageUrl ?? ImageIcon} />}
        {gift && (
          <Text as="span" fontWeight="semibold">
            {gift.title}
          </Text>
        )}
        <Button onClick={pick} accessibilityLabel="Choose the product that is given away">
          {gift ? 'Change' : 'Choose a product'}
        </Button>
      </InlineStack>
      {choices.length > 1 && (
        <Select
          label="Variant"
          value={gift?.variantId ?? ''}
          onChange={(variantId) =>
            onChange(JSON.stringify(choices.find((one) => one.variantId === variantId)))
          }
          options={choices.map((one) => ({ value: one.variantId, label: one.title }))}
        />
      )}
      {error && <InlineError message={error} fieldID={id} />}
    </BlockStack>
  );
}

/** A variant is called by its product's title, and by its own where there are several. */
function giftsOf({ id, title, images, variants }: PickedProduct): Gift[] {
  const imageUrl = images?.[0]?.originalSrc ?? null;
  return variants.map((variant) => ({
    variantId: numberOf(variant.id),
    productId: numberOf(id),
    title: variant.title === 'Default Title' ? title : `${title} (${variant.title})`,
    imageUrl,
  }));
}
