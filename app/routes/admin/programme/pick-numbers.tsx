// Products or collections chosen in Shopify's own picker; the rules keep their numbers.
import { useAppBridge } from '@shopify/app-bridge-react';
import { BlockStack, Button, InlineError, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useFormat } from '#app/ui/format.tsx';
import { words } from './drafts/earn-draft.ts';
import { useFieldError } from './fields.tsx';

const TYPES = {
  product: { gid: 'Product', one: 'product', many: 'products' },
  collection: { gid: 'Collection', one: 'collection', many: 'collections' },
} as const;
const MOST = 50;

type PickNumbersProps = {
  label: string;
  /** Where it lies in the draft. */
  name: string;
  type: keyof typeof TYPES;
  /** Numbers, separated by commas. */
  value: string;
  onChange: (value: string) => void;
  isSingle?: boolean;
};

export function PickNumbers(props: PickNumbersProps) {
  const { label, name, type, value, onChange, isSingle = false } = props;
  const error = useFieldError(name);
  const bridge = useAppBridge();
  const format = useFormat();
  const [titles, setTitles] = useState<string[]>([]);
  const { gid, one, many } = TYPES[type];
  const ids = words(value);
  const pick = async () => {
    const selection = await bridge.resourcePicker({
      type,
      multiple: isSingle ? false : MOST,
      action: 'select',
      filter: { variants: false },
      selectionIds: ids.map((id) => ({ id: `gid://shopify/${gid}/${id}` })),
    });
    if (!selection) return;
    const chosen = selection as unknown as { id: string; title: string }[];
    setTitles(chosen.map(({ title }) => title));
    onChange(chosen.map(({ id }) => id.replace(/^.*\//, '')).join(', '));
  };
  const verb = ids.length === 0 ? `Choose ${isSingle ? `a ${one}` : many}` : 'Change';
  const chosenWords =
    titles.length === ids.length && titles.length > 0
      ? titles.slice(0, 3).join(', ') + (titles.length > 3 ? ` and ${titles.length - 3} more` : '')
      : `${format.plural(ids.length, one, many)} chosen`;
  return (
    <BlockStack gap="100">
      <Text as="span">{label}</Text>
      <InlineStack gap="200" blockAlign="center">
        <Button onClick={pick} accessibilityLabel={`${verb}: ${label}`}>
          {verb}
        </Button>
        <Text as="span" tone="subdued">
          {ids.length === 0 ? 'None chosen' : chosenWords}
        </Text>
      </InlineStack>
      {error && <InlineError message={error} fieldID={name} />}
    </BlockStack>
  );
}
