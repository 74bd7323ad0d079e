// A select whose value lies in the page's address.
import { Select } from '@shopify/polaris';
import { useChoices } from '#app/ui/use-choices.ts';

export function ChoiceSelect(props: {
  label: string;
  name: string;
  value: string;
  options: readonly { value: string; label: string }[];
  isLabelHidden?: boolean;
}) {
  const [, change] = useChoices();
  return (
    <Select
      label={props.label}
      labelHidden={props.isLabelHidden ?? false}
      labelInline={!props.isLabelHidden}
      value={props.value}
      options={[...props.options]}
      // A place far down in one list means nothing in another.
      onChange={(value) => change({ [props.name]: value, after: null, before: null })}
    />
  );
}
