// A reward's name and description in the languages of its shoppers.
import {
  BlockStack,
  Card,
  FormLayout,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import type { PartProps } from './form-parts.tsx';
import { BASE_LANGUAGE } from './names-draft.ts';

const languageName = (language: string) =>
  new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;

type NamesCardProps = PartProps & {
  languages: readonly string[];
  language: string;
  onLanguage: (language: string) => void;
};

/** One language at a time; the preview follows it. */
export function NamesCard({ draft, set, errors, languages, language, onLanguage }: NamesCardProps) {
  const name = `name-${language}` as const;
  const description = `description-${language}` as const;
  const isBase = language === BASE_LANGUAGE;
  const options = languages.map((one) => ({
    value: one,
    label:
      languageName(one) + (draft[`name-${one}`] || one === BASE_LANGUAGE ? '' : ' (not written)'),
  }));
  const direction = language === 'he' ? 'rtl' : 'ltr';
  const missing = isBase ? undefined : draft[`name-${BASE_LANGUAGE}`];
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            What it is called
          </Text>
          <Select
            label="Language"
            labelInline
            value={language}
            onChange={onLanguage}
            options={options}
          />
        </InlineStack>
        <div dir={direction}>
          <FormLayout>
            <TextField
              label="Name"
              value={draft[name] ?? ''}
              onChange={(text) => set({ [name]: text })}
              error={errors[name]}
              placeholder={missing || 'A thank-you on your next order'}
              helpText={isBase ? 'Shown wherever a language has no name of its own' : undefined}
              autoComplete="off"
            />
            <TextField
              label="Description"
              value={draft[description] ?? ''}
              onChange={(text) => set({ [description]: text })}
              multiline={2}
              maxLength={500}
              autoComplete="off"
            />
          </FormLayout>
        </div>
      </BlockStack>
    </Card>
  );
}
