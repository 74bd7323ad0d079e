// The fields that every form of the rules is made of: one line of text or one number, a row with a
// heading that can be removed, rows without a name of their own.
import {
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Text,
  TextField,
} from '@shopify/polaris';
import type { ReactNode } from 'react';

type FieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  helpText?: string | undefined;
  placeholder?: string | undefined;
  suffix?: string | undefined;
  connectedRight?: ReactNode;
};

const given = <T extends object>(props: T) =>
  Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));

export function LineField({ label, value, onChange, ...rest }: FieldProps) {
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      autoComplete="off"
      {...given(rest)}
    />
  );
}

/** A whole number; kept as text while it is typed. */
export function NumberField({ label, value, onChange, ...rest }: FieldProps) {
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      inputMode="numeric"
      autoComplete="off"
      {...given(rest)}
    />
  );
}

export function DayField(props: FieldProps & { withTime?: boolean }) {
  const { withTime = false, label, value, onChange, ...rest } = props;
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      type={withTime ? 'datetime-local' : 'date'}
      autoComplete="off"
      {...given(rest)}
    />
  );
}

type RuleCardProps = {
  name: string;
  /** Below a heading of a section it is an h3. */
  as?: 'h2' | 'h3';
  badge?: ReactNode;
  /** What the rule does, in words, under its name. */
  words?: string;
  onRemove: () => void;
  children: ReactNode;
};

/** One rule: its name, what it does, its fields, and the way to remove it. */
export function RuleCard({ name, as = 'h2', badge, words, onRemove, children }: RuleCardProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as={as} variant="headingSm">
              {name}
            </Text>
            {badge}
          </InlineStack>
          <Button
            variant="plain"
            tone="critical"
            onClick={onRemove}
            accessibilityLabel={`Remove ${name}`}
          >
            Remove
          </Button>
        </InlineStack>
        {words && (
          <Text as="p" tone="subdued">
            {words}
          </Text>
        )}
        <FormLayout>{children}</FormLayout>
      </BlockStack>
    </Card>
  );
}

type RowsProps<T> = {
  rows: readonly T[];
  onChange: (rows: T[]) => void;
  /** The fields of one row; the last one takes `remove` beside it. */
  fields: (row: T, change: (changes: Partial<T>) => void, remove: ReactNode) => ReactNode;
  /** What a screen reader hears on the button that removes a row. */
  removeLabel: (row: T) => string;
  fresh: () => T;
  addLabel: string;
  canAdd?: boolean;
};

/** Rows that have no name of their own: added below, changed and removed where they stand. */
export function Rows<T extends object>(props: RowsProps<T>) {
  const { rows, onChange } = props;
  return (
    <BlockStack gap="300">
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name
        <FormLayout.Group key={at}>
          {props.fields(
            row,
            (changes) => onChange(changedAt(rows, at, changes)),
            <Button
              onClick={() => onChange(withoutAt(rows, at))}
              accessibilityLabel={props.removeLabel(row)}
            >
              Remove
            </Button>,
          )}
        </FormLayout.Group>
      ))}
      <InlineStack>
        <Button
          disabled={props.canAdd === false}
          onClick={() => onChange([...rows, props.fresh()])}
        >
          {props.addLabel}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}

/** The list with one row changed. */
export const changedAt = <T extends object>(rows: readonly T[], at: number, changes: Partial<T>) =>
  rows.map((row, place) => (place === at ? { ...row, ...changes } : row));

/** The list without one row. */
export const withoutAt = <T,>(rows: readonly T[], at: number) =>
  rows.filter((_, place) => place !== at);
