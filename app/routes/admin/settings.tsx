// Settings: what the merchant tells Encore about the shop, and how figures are computed.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  BlockStack,
  Button,
  Card,
  ChoiceList,
  FormLayout,
  InlineStack,
  Layout,
  Page,
  Select,
  TextField,
} from '@shopify/polaris';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { restoreCard } from '#app/merchant/dismiss-card.server.ts';
import { readDismissedCards } from '#app/merchant/read.server.ts';
import { readSettings } from '#app/retention/read.server.ts';
import { saveSettings } from '#app/retention/save-settings.server.ts';
import { DEFAULT_SETTINGS, INDUSTRIES, type Settings } from '#app/retention/settings.ts';
import { EditBar, useDraft } from '#app/ui/edit-bar.tsx';
import { useRefusal } from '#app/ui/use-refusal.ts';
import { authenticateMerchant } from './authenticate-merchant.server.ts';
import { readForm } from './read-form.server.ts';
import { type ActionOutcome, useOutcomeToast } from './use-outcome-toast.ts';

export const meta: MetaFunction = () => [{ title: 'Settings · Encore' }];

/** What the form holds: text, as it stands in the fields. */
type Draft = {
  industry: string;
  window: 'days' | 'period';
  windowDays: string;
  clvYears: string;
  margin: string;
  discountRate: string;
};

type Errors = Partial<Record<keyof Draft, string>>;
type Answer = { ok: true } | { ok: false; reason: 'bad-input'; errors: Errors };

const percentText = (given: z.ZodString, top: number) =>
  given
    .transform((text) => text.trim().replace(',', '.'))
    .refine(
      (text) => text === '' || /^\d+(\.\d{1,2})?$/.test(text),
      'Write a number like 42 or 42.5',
    )
    .refine((text) => text === '' || Number(text) <= top, `At most ${top}`);

const form = z
  .object({
    industry: z.enum(['', ...INDUSTRIES]),
    window: z.enum(['days', 'period']),
    windowDays: z.string().trim(),
    clvYears: z.enum(['1', '2', '3']),
    margin: percentText(z.string(), 100),
    discountRate: percentText(z.string(), 100),
  })
  .refine(
    ({ window, windowDays }) =>
      window === 'period' || (/^\d{1,4}$/.test(windowDays) && inWindow(Number(windowDays))),
    { path: ['windowDays'], message: 'A whole number from 1 to 3,650' },
  );

const inWindow = (days: number) => days >= 1 && days <= 3650;
/** 42.5 in the form is 0.425 in the settings, without the noise of a division. */
const fraction = (text: string) => Math.round(Number(text) * 100) / 10_000;

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const [settings, dismissed] = await Promise.all([
    readSettings(shop.id),
    readDismissedCards(shop.id),
  ]);
  return { saved: draftOf(settings), isGuideDismissed: dismissed.has('setup-guide') };
}

function draftOf(settings: Settings): Draft {
  const percent = (value: number | null) =>
    value === null ? '' : String(Math.round(value * 10_000) / 100);
  return {
    industry: settings.industry ?? '',
    window: settings.windowDays === null ? 'period' : 'days',
    windowDays: String(settings.windowDays ?? 365),
    clvYears: String(settings.clvYears),
    margin: percent(settings.margin),
    discountRate: percent(settings.discountRate),
  };
}

export async function action(args: ActionFunctionArgs): Promise<Answer> {
  const { shop } = await authenticateMerchant(args);
  const data = await readForm(args.request);
  if (data.get('intent') === 'show-guide') {
    await restoreCard(shop.id, 'setup-guide');
    return { ok: true };
  }
  const parsed = form.safeParse(Object.fromEntries(data));
  if (!parsed.success) {
    const errors: Errors = {};
    for (const { path, message } of parsed.error.issues) {
      errors[path[0] as keyof Draft] ??= message;
    }
    return { ok: false, reason: 'bad-input', errors };
  }
  const given = parsed.data;
  await saveSettings(shop.id, {
    industry: given.industry === '' ? null : given.industry,
    windowDays: given.window === 'period' ? null : Number(given.windowDays),
    clvYears: Number(given.clvYears) as Settings['clvYears'],
    margin: given.margin === '' ? null : fraction(given.margin),
    discountRate:
      given.discountRate === '' ? DEFAULT_SETTINGS.discountRate : fraction(given.discountRate),
  });
  return { ok: true };
}

export default function SettingsPage() {
  const { saved, isGuideDismissed } = useLoaderData<typeof loader>();
  const edited = useDraft(saved);
  const { draft, set, discard, isDirty } = edited;
  const fetcher = useFetcher<Answer>();
  useOutcomeToast(fetcher.data, 'Settings saved');
  const { refusal, held } = useRefusal(fetcher, edited);
  const errors: Errors = held(refusal?.errors);
  return (
    <Page title="Settings">
      <EditBar
        isDirty={isDirty}
        isSaving={fetcher.state !== 'idle'}
        onSave={() => fetcher.submit(draft, { method: 'post' })}
        onDiscard={discard}
      />
      <Layout>
        <ShopSection draft={draft} set={set} errors={errors} />
        <MeasuresSection draft={draft} set={set} errors={errors} />
        {isGuideDismissed && <GuideSection />}
      </Layout>
    </Page>
  );
}

type SectionProps = { draft: Draft; set: (changes: Partial<Draft>) => void; errors: Errors };

function ShopSection({ draft, set, errors }: SectionProps) {
  return (
    <Section
      title="Your shop"
      description="Compares you with shops like yours, and turns sales into profit."
    >
      <Select
        label="Industry"
        value={draft.industry}
        onChange={(industry) => set({ industry })}
        error={errors.industry}
        helpText="Yearly retention of a typical shop: consumer goods 35%, beauty 30%, clothing and shoes 25%, home goods 15%."
        options={[
          { value: '', label: 'None of these' },
          { value: 'consumer-goods', label: 'Consumer goods' },
          { value: 'beauty', label: 'Beauty' },
          { value: 'clothing', label: 'Clothing and shoes' },
          { value: 'home-goods', label: 'Home goods' },
        ]}
      />
      <TextField
        label="Gross margin"
        value={draft.margin}
        onChange={(margin) => set({ margin })}
        error={errors.margin}
        suffix="%"
        inputMode="decimal"
        autoComplete="off"
        placeholder="For example 40"
        helpText="What is left of a sale after the goods are paid for. Without it, customer value is counted in sales."
      />
    </Section>
  );
}

function MeasuresSection({ draft, set, errors }: SectionProps) {
  return (
    <Section title="How figures are computed" description="Changing these changes no data.">
      <ChoiceList
        title="A customer counts as active with an order within"
        selected={[draft.window]}
        onChange={([window]) => set({ window: window as Draft['window'] })}
        choices={[
          {
            value: 'days',
            label: 'A number of days before',
            renderChildren: (isSelected) =>
              isSelected && (
                <TextField
                  label="Activity window"
                  value={draft.windowDays}
                  onChange={(windowDays) => set({ windowDays })}
                  error={errors.windowDays}
                  suffix="days"
                  inputMode="numeric"
                  autoComplete="off"
                />
              ),
          },
          { value: 'period', label: 'A period as long as the one that is measured' },
        ]}
      />
      <Select
        label="Customer lifetime value covers"
        value={draft.clvYears}
        onChange={(clvYears) => set({ clvYears })}
        options={[
          { value: '1', label: '1 year' },
          { value: '2', label: '2 years' },
          { value: '3', label: '3 years' },
        ]}
      />
      <TextField
        label="Yearly discount rate"
        value={draft.discountRate}
        onChange={(discountRate) => set({ discountRate })}
        error={errors.discountRate}
        suffix="%"
        inputMode="decimal"
        autoComplete="off"
        helpText="By how much a sale in a year is worth less than one today. Used by the predicted value."
      />
    </Section>
  );
}

function GuideSection() {
  const fetcher = useFetcher<ActionOutcome>();
  useOutcomeToast(fetcher.data, 'The guide is on the home page again');
  return (
    <Section title="Setup guide" description="You have put the guide away.">
      <InlineStack>
        <Button
          loading={fetcher.state !== 'idle'}
          onClick={() => fetcher.submit({ intent: 'show-guide' }, { method: 'post' })}
        >
          Show the guide again
        </Button>
      </InlineStack>
    </Section>
  );
}

function Section(props: { title: string; description: string; children: ReactNode }) {
  return (
    <Layout.AnnotatedSection title={props.title} description={props.description}>
      <Card>
        <BlockStack gap="400">
          <FormLayout>{props.children}</FormLayout>
        </BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  );
}
