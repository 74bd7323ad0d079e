// Segments of customers chosen for a rule, one after the other.
import { BlockStack, InlineStack, Link, Select, Tag } from '@shopify/polaris';

export type SegmentChoice = { value: string; label: string };

/** Segments as a list offers them. */
export const segmentChoices = (segments: readonly { id: string; name: string }[]) =>
  segments.map(({ id, name }): SegmentChoice => ({ value: id, label: name }));

type SegmentFieldProps = {
  label: string;
  /** What holds while none is chosen. */
  whenNone: string;
  segments: readonly SegmentChoice[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

export function SegmentField({ label, whenNone, segments, chosen, onChange }: SegmentFieldProps) {
  const nameOf = (id: string) =>
    segments.find(({ value }) => value === id)?.label ?? 'A segment that no longer exists';
  return (
    <BlockStack gap="200">
      <Select
        label={label}
        value=""
        onChange={(id) => onChange([...chosen, id])}
        options={[
          { value: '', label: chosen.length === 0 ? whenNone : 'Add another', disabled: true },
          ...segments.filter(({ value }) => !chosen.includes(value)),
        ]}
        helpText={
          <>
            Who is in a segment is looked up every night.{' '}
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
