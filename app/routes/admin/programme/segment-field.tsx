// Segments of customers chosen for a rule, one after the other: our own and those of Shopify.
import { BlockStack, InlineStack, Link, Select, Tag } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import type { ShopifySegments } from './shopify-segments.ts';

export type SegmentChoice = { value: string; label: string };

/** Segments as a list offers them. */
export const segmentChoices = (segments: readonly { id: string; name: string }[]) =>
  segments.map(({ id, name }): SegmentChoice => ({ value: id, label: name }));

const KEPT_MS = 10_000;
let look: Promise<ShopifySegments> | undefined;

/**
 * All fields of a page share one look. Not a fetcher of Remix: saving meanwhile would break it off
 * with an error in the console.
 */
function lookUpSegments(): Promise<ShopifySegments> {
  look ??= fetch('/app/programme/shopify-segments')
    .then((answer) => (answer.ok ? answer.json() : 'unreachable'))
    .catch(() => 'unreachable')
    .finally(() => setTimeout(() => (look = undefined), KEPT_MS));
  return look;
}

/** The merchant's segments in Shopify; undefined until they came. */
export function useShopifySegments(): ShopifySegments | undefined {
  const [segments, setSegments] = useState<ShopifySegments>();
  useEffect(() => {
    lookUpSegments().then(setSegments);
  }, []);
  return segments;
}

/** Our own segments and those of Shopify, apart from each other. */
export const groupedSegments = (own: readonly SegmentChoice[], shopify: readonly SegmentChoice[]) =>
  [
    { title: 'Segments in Encore', options: [...own] },
    { title: 'Segments in Shopify', options: [...shopify] },
  ].filter(({ options }) => options.length > 0);

type SegmentFieldProps = {
  label: string;
  /** What holds while none is chosen. */
  whenNone: string;
  segments: readonly SegmentChoice[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

export function SegmentField({ label, whenNone, segments, chosen, onChange }: SegmentFieldProps) {
  const asked = useShopifySegments();
  const shopify = typeof asked === 'object' ? asked : [];
  const known = [...segments, ...shopify];
  const nameOf = (id: string) =>
    known.find(({ value }) => value === id)?.label ??
    (id.startsWith('shopify-') && typeof asked !== 'object'
      ? 'A segment in Shopify'
      : 'A segment that no longer exists');
  const isFree = ({ value }: SegmentChoice) => !chosen.includes(value);
  return (
    <BlockStack gap="200">
      <Select
        label={label}
        value=""
        onChange={(id) => onChange([...chosen, id])}
        options={[
          { value: '', label: chosen.length === 0 ? whenNone : 'Add another', disabled: true },
          ...groupedSegments(segments.filter(isFree), shopify.filter(isFree)),
        ]}
        helpText={
          <>
            Who is in a segment is looked up every night.{' '}
            {asked === 'unreachable' && 'Shopify does not tell its segments at the moment. '}
            <Link url="/app/customers/segments">Make your own segments</Link>
          </>
        }
      />
      {chosen.length > 0 && (
        <InlineStack gap="200">
          {chosen.map((id) => (
            <Tag key={id} onRemove={() => onChange(chosen.filter((one) => one !== id))}>
              {nameOf(id)}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  );
}
