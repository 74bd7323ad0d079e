// Storefront: where Encore stands in the shop, and how it speaks to shoppers.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData, useSearchParams } from '@remix-run/react';
import {
  Badge,
  BlockStack,
  Button,
  Card,
  Divider,
  FormLayout,
  InlineGrid,
  InlineStack,
  Layout,
  Page,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { useState } from 'react';
import { env } from '#app/env.server.ts';
import { readWallet } from '#app/shoppers/read-wallet.server.ts';
import { shelfOf } from '#app/shoppers/shelf.server.ts';
import { readAnswers, readQuestion } from '#app/shoppers/survey/read.server.ts';
import { saveQuestion, stopAsking } from '#app/shoppers/survey/save-question.server.ts';
import { readVoice } from '#app/shoppers/texts/read.server.ts';
import { saveSupport, saveWording } from '#app/shoppers/texts/save-wording.server.ts';
import {
  defaultTexts,
  LANGUAGES,
  languageOf,
  supportWay,
  type Texts,
  wordingOf,
} from '#app/shoppers/texts/wording.ts';
import { EditBar, useDraft } from '#app/ui/edit-bar.tsx';
import { useRefusal } from '#app/ui/use-refusal.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readForm } from '../read-form.server.ts';
import { useOutcomeToast } from '../use-outcome-toast.ts';
import { linkTo, placesFor } from './places.ts';
import { Preview } from './preview.tsx';
import { SurveyCard } from './survey-card.tsx';
import { askedBy, fieldsOf } from './survey-fields.ts';
import { nameOfText, SECTIONS } from './text-names.ts';
import { useActiveHandles } from './use-active-handles.ts';

export const meta: MetaFunction = () => [{ title: 'Storefront · Encore' }];

type Answer = { ok: true } | { ok: false; reason: string; key?: string };

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const asked = new URL(args.request.url).searchParams.get('language');
  const language = languageOf(asked ?? 'en');
  const now = new Date();
  const shelf = (await shelfOf(shop.domain, now))!;
  const [voice, question, shown] = await Promise.all([
    readVoice(shop.id),
    readQuestion(shop.id),
    readWallet({ shelf, customerId: null, locale: language, isOnStorefront: false, now }),
  ]);
  const gives = shelf.rules?.actions.find(({ kind, isOn }) => kind === 'survey' && isOn);
  const places = placesFor(shop).map((place) => ({
    ...place,
    link: linkTo(place, { domain: shop.domain, apiKey: env.SHOPIFY_API_KEY }),
  }));
  return {
    places,
    language,
    languages: LANGUAGES,
    defaults: defaultTexts(language),
    shown,
    soon: new Date(now.getTime() + SAMPLE_DAYS * 86_400_000).toISOString(),
    answers: question ? await readAnswers(shop.id, question) : [],
    surveyPoints: gives ? Number(gives.points) : null,
    saved: {
      ...Object.fromEntries(Object.keys(defaultTexts(language)).map((key) => [key, ''])),
      ...voice.texts.get(language),
      [SUPPORT]: voice.supportUrl ?? '',
      ...fieldsOf(question, language),
    } as Texts,
  };
}

/** Stands beside the texts in the form; no text has a key without a dot. */
const SUPPORT = 'support';
/** How far ahead the days of the previewed member lie. */
const SAMPLE_DAYS = 30;

export async function action(args: ActionFunctionArgs): Promise<Answer> {
  const { shop } = await authenticateMerchant(args);
  const given = Object.fromEntries(await readForm(args.request)) as Texts;
  const language = languageOf(given.language ?? 'en');
  const supportUrl = supportWay(given[SUPPORT] ?? '');
  if (supportUrl === undefined) return { ok: false, reason: 'bad-input', key: SUPPORT };
  const wording = wordingOf(language, given);
  if (!wording.ok) return { ok: false, reason: wording.reason, key: wording.key };
  const asked = askedBy(given);
  if (!asked.ok) return { ok: false, reason: asked.reason, key: asked.key };
  if (asked.value) await saveQuestion(shop.id, { ...asked.value, language });
  else await stopAsking(shop.id);
  await saveWording(shop.id, language, wording.value);
  await saveSupport(shop.id, supportUrl);
  return { ok: true };
}

export default function StorefrontPage() {
  const { saved, language, defaults, shown, soon, answers, surveyPoints } =
    useLoaderData<typeof loader>();
  const form = useDraft(saved);
  const { draft, set, discard, isDirty } = form;
  const fetcher = useFetcher<Answer>();
  useOutcomeToast(fetcher.data, 'Saved. Shoppers see it in a few seconds.');
  const { refusal, holds } = useRefusal(fetcher, form);
  const wrongKey = refusal?.key !== undefined && holds(refusal.key) ? refusal.key : undefined;
  return (
    <Page title="Storefront">
      <EditBar
        isDirty={isDirty}
        isSaving={fetcher.state !== 'idle'}
        onSave={() => fetcher.submit({ ...draft, language }, { method: 'post' })}
        onDiscard={discard}
      />
      <Layout>
        <Places />
        <Layout.AnnotatedSection
          title="Help"
          description="Shoppers with questions about their points are led to your people."
        >
          <Card>
            <TextField
              label="Mail address or web address"
              value={draft[SUPPORT] ?? ''}
              onChange={(text) => set({ [SUPPORT]: text })}
              error={wrongKey === SUPPORT && 'Write help@your-shop.com or https://…'}
              autoComplete="off"
            />
          </Card>
        </Layout.AnnotatedSection>
        <Words {...{ draft, set, defaults, isDirty, wrongKey }} />
        <Preview {...{ shown, defaults, draft, soon }} />
        <SurveyCard {...{ draft, set, wrongKey, answers }} points={surveyPoints} />
      </Layout>
    </Page>
  );
}

const ABOUT_PLACES =
  'You turn each place on in Shopify’s own editors, with a live preview. Colours, position and ' +
  'the texts of a block are set there too.';

/** Each place with what Shopify says of it: on, or not yet. */
function Places() {
  const { places } = useLoaderData<typeof loader>();
  const active = useActiveHandles();
  const verb = (handle: string) => (active?.has(handle) ? 'Change' : 'Turn on');
  return (
    <Layout.AnnotatedSection title="Where Encore stands" description={ABOUT_PLACES}>
      <Card>
        <BlockStack gap="400">
          {places.map((place, index) => (
            <BlockStack key={place.handle} gap="400">
              {index > 0 && <Divider />}
              <InlineGrid columns={{ xs: 1, sm: '1fr auto' }} gap="300" alignItems="center">
                <BlockStack gap="100">
                  <InlineStack gap="200" blockAlign="center">
                    <Text as="h3" variant="headingSm">
                      {place.name}
                    </Text>
                    {active?.has(place.handle) && <Badge tone="success">On</Badge>}
                  </InlineStack>
                  <Text as="p" tone="subdued">
                    {place.description}
                  </Text>
                </BlockStack>
                <Button
                  url={place.link}
                  target="_top"
                  accessibilityLabel={`${verb(place.handle)}: ${place.name}`}
                >
                  {verb(place.handle)}
                </Button>
              </InlineGrid>
            </BlockStack>
          ))}
        </BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  );
}

type WordsProps = {
  draft: Texts;
  set: (changes: Texts) => void;
  defaults: Texts;
  isDirty: boolean;
  wrongKey: string | undefined;
};

function Words({ draft, set, defaults, isDirty, wrongKey }: WordsProps) {
  const { language, languages } = useLoaderData<typeof loader>();
  const [, setSearch] = useSearchParams();
  const [section, setSection] = useState('panel');
  const names = new Intl.DisplayNames('en', { type: 'language' });
  const keys = Object.keys(defaults).filter((key) => key.startsWith(`${section}.`));
  return (
    <Layout.AnnotatedSection
      title="Your own words"
      description="An empty field says it as Encore does. Words in {{ brackets }} are filled in; keep them."
    >
      <Card>
        <FormLayout>
          <FormLayout.Group>
            <Select
              label="Language"
              value={language}
              // Another language would throw unsaved words away.
              disabled={isDirty}
              helpText={isDirty ? 'Save first to change the language.' : undefined}
              options={languages.map((value) => ({ value, label: names.of(value) ?? value }))}
              onChange={(value) => setSearch({ language: value }, { preventScrollReset: true })}
            />
            <Select
              label="Part"
              value={section}
              options={SECTIONS.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={setSection}
            />
          </FormLayout.Group>
          {keys.map((key) => (
            <TextField
              key={key}
              label={nameOfText(key)}
              value={draft[key] ?? ''}
              placeholder={defaults[key]}
              onChange={(text) => set({ [key]: text })}
              error={wrongKey === key && 'Keep to the words in brackets that our text has.'}
              autoComplete="off"
            />
          ))}
        </FormLayout>
      </Card>
    </Layout.AnnotatedSection>
  );
}
