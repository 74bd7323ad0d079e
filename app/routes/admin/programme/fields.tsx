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
import { createContext, type ReactNode, useContext } from 'react';

/** What was refused, by the place of its field in the draft: 'levels.0.name'. */
const FieldErrors = createContext<(place: string) => string | undefined>(() => undefined);

type InPlaceProps = { place: string; children: ReactNode };

/** The fields in it lie there in the draft: `name` in 'levels.0' is 'levels.0.name'. */
function InPlace({ place, children }: InPlaceProps) {
  const errorAt = useContext(FieldErrors);
  return <FormErrors errorAt={(name) => errorAt(`${place}.${name}`)}>{children}</FormErrors>;
}

type FormErrorsProps = { errorAt: (place: string) => string | undefined; children: ReactNode };

/** Marks the fields in it that have a `name` with what was refused of them. */
export const FormErrors = ({ errorAt, children }: FormErrorsProps) => (
  <FieldErrors.Provider value={errorAt}>{children}</FieldErrors.Provider>
);

/** What was refused of the field of that name; undefined for one without a name. */
export function useFieldError(name: string | undefined): string | undefined {
  const errorAt = useContext(FieldErrors);
  return name === undefined ? undefined : errorAt(name);
}

/** The longest name that rules take. */
const NAME_LENGTH = 120;

type FieldProps = {
  label: string;
  /** Where it lies in the draft, so that it is marked if it is refused. */
  name?: string;
  maxLength?: number;
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

export function LineField({ label, value, onChange, name, ...rest }: FieldProps) {
  const error = useFieldError(name);
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      autoComplete="off"
      {...given({ error, ...rest })}
    />
  );
}

/** The name of a rule, which lies in its place as `name`. */
export const NameField = (props: Omit<FieldProps, 'label' | 'name' | 'maxLength'>) => (
  <LineField label="Name" name="name" maxLength={NAME_LENGTH} {...props} />
);

/** A whole number; kept as text while it is typed. */
export function NumberField({ label, value, onChange, name, ...rest }: FieldProps) {
  const error = useFieldError(name);
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      inputMode="numeric"
      autoComplete="off"
      {...given({ error, ...rest })}
    />
  );
}

export function DayField(props: FieldProps & { withTime?: boolean }) {
  const { withTime = false, label, value, onChange, name, ...rest } = props;
  const error = useFieldError(name);
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      type={withTime ? 'datetime-local' : 'date'}
      autoComplete="off"
      {...given({ error, ...rest })}
    />
  );
}

type RuleCardProps = {
  name: string;
  /** Where the rule lies in the draft: 'levels.0'. */
  place: string;
  /** Below a heading of a section it is an h3. */
  as?: 'h2' | 'h3';
  badge?: ReactNode;
  /** What the rule does, in words, under its name. */
  words?: string;
  onRemove: () => void;
  children: ReactNode;
};

/** One rule: its name, what it does, its fields, and the way to remove it. */
export function RuleCard({ name, place, as = 'h2', badge, words, ...props }: RuleCardProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as={as} variant="headingSm" breakWord>
              {name}
            </Text>
            {badge}
          </InlineStack>
          <Button
            variant="plain"
            tone="critical"
            onClick={props.onRemove}
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
        <InPlace place={place}>
          <FormLayout>{props.children}</FormLayout>
        </InPlace>
      </BlockStack>
    </Card>
  );
}

type RowsProps<T> = {
  rows: readonly T[];
  /** Where the rows lie in the draft. */
  place: string;
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
        <InPlace key={at} place={`${props.place}.${at}`}>
          <FormLayout.Group>
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
        </InPlace>
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
