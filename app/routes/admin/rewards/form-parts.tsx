// The fields of the reward form: each knows its name in the draft and its error.
import { Select, TextField, type TextFieldProps } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import type { RewardDraft, RewardErrors } from './draft.ts';

export type PartProps = {
  draft: RewardDraft;
  set: (changes: Partial<RewardDraft>) => void;
  errors: RewardErrors;
};

type Field = Exclude<keyof RewardDraft, `name-${string}` | `description-${string}`>;
type FieldProps = PartProps & { name: Field; label: string } & Partial<TextFieldProps>;

export function TextPart({ draft, set, errors, name, label, ...more }: FieldProps) {
  return (
    <TextField
      label={label}
      value={draft[name]}
      onChange={(value) => set({ [name]: value })}
      error={errors[name as keyof RewardErrors]}
      autoComplete="off"
      {...more}
    />
  );
}

export const NumberPart = (props: FieldProps) => <TextPart inputMode="numeric" {...props} />;

/** An amount in the shop's currency. */
export function MoneyPart(props: FieldProps) {
  const { currency } = useFormat();
  return <TextPart inputMode="decimal" suffix={currency} {...props} />;
}

type SelectPartProps = PartProps & {
  name: Field;
  label: string;
  options: { value: string; label: string }[];
  helpText?: string;
};

export function SelectPart({ draft, set, name, label, options, helpText }: SelectPartProps) {
  return (
    <Select
      label={label}
      value={draft[name]}
      onChange={(value) => set({ [name]: value })}
      options={options}
      {...(helpText ? { helpText } : {})}
    />
  );
}

export const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];
