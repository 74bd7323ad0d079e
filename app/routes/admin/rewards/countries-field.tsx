// Chooses countries by name.
import { Autocomplete, BlockStack, InlineStack, Tag } from '@shopify/polaris';
import { useMemo, useState } from 'react';
import { countriesIn } from './countries.ts';

const SHOWN = 20;

/** `value` is a comma-separated list of country codes; empty means everywhere. */
export function CountriesField({
  value,
  onChange,
}: {
  value: string;
  onChange: (codes: string) => void;
}) {
  const [text, setText] = useState('');
  const countries = useMemo(() => countriesIn('en'), []);
  const chosen = value.split(',').filter((code) => code !== '');
  const wanted = text.trim().toLowerCase();
  const options = countries
    .filter(
      ({ name, code }) => name.toLowerCase().includes(wanted) || code.toLowerCase() === wanted,
    )
    .slice(0, SHOWN)
    .map(({ code, name }) => ({ value: code, label: name }));
  const nameOf = (code: string) => countries.find((one) => one.code === code)?.name ?? code;
  return (
    <BlockStack gap="200">
      <Autocomplete
        allowMultiple
        options={options}
        selected={chosen}
        onSelect={(codes) => onChange(codes.join(','))}
        textField={
          <Autocomplete.TextField
            label="Only to these countries"
            value={text}
            onChange={setText}
            placeholder={chosen.length === 0 ? 'Everywhere' : 'Add a country'}
            autoComplete="off"
          />
        }
      />
      {chosen.length > 0 && (
        <InlineStack gap="200">
          {chosen.map((code) => (
            <Tag
              key={code}
              onRemove={() => onChange(chosen.filter((one) => one !== code).join(','))}
            >
              {nameOf(code)}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  );
}
