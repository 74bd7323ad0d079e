// The sections of the programme's form: what an order earns, when it opens, when it ends.
import { useFetcher } from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Layout,
  Select,
  Text,
} from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import { useRefusal } from '#app/ui/use-refusal.ts';
import type { ProgrammeDraft, ProgrammeErrors } from './drafts/programme-draft.ts';
import { PointsPreview } from './economics/points-preview.tsx';
import type { ShownWorth } from './economics/read-worth.server.ts';
import { LineField, NumberField } from './fields.tsx';

/** What would end, by month, if the form's expiry were saved now. */
export type ShownExpiry = {
  alive: number;
  soonest: string | null;
  byMonth: { month: string; points: number }[];
};
type Previewed =
  | { ok: true; expiry?: ShownExpiry }
  | { ok: false; reason: string; errors?: ProgrammeErrors };

type SectionsProps = {
  draft: ProgrammeDraft;
  set: (changes: Partial<ProgrammeDraft>) => void;
  errors: ProgrammeErrors;
};

export function Sections({ draft, set, errors, worth }: SectionsProps & { worth: ShownWorth }) {
  return (
    <Layout>
      <Layout.AnnotatedSection
        title="Earning"
        description="What a paid order gives: goods after discounts, without tax, shipping and tips."
      >
        <Card>
          <BlockStack gap="300">
            <Earning draft={draft} set={set} errors={errors} />
            {draft.base === 'per-amount' && (
              <PointsPreview points={draft.points} per={draft.per} worth={worth} />
            )}
          </BlockStack>
        </Card>
      </Layout.AnnotatedSection>
      <Layout.AnnotatedSection
        title="Return window"
        description="Points wait until the goods can no longer be sent back. Shoppers see when they open."
      >
        <Card>
          <FormLayout>
            <FormLayout.Group>
              <NumberField
                label="Days to wait"
                value={draft.pendingDays}
                onChange={(pendingDays) => set({ pendingDays })}
                error={errors.pendingDays}
                helpText="14 or 30 is usual; 0: points open at once"
              />
              <Select
                label="Counted from"
                value={draft.pendingFrom}
                onChange={(pendingFrom) => set({ pendingFrom })}
                options={[
                  { value: 'payment', label: 'Payment' },
                  { value: 'fulfilment', label: 'Fulfilment' },
                ]}
              />
            </FormLayout.Group>
          </FormLayout>
        </Card>
      </Layout.AnnotatedSection>
      <Layout.AnnotatedSection
        title="Expiry"
        description="Points end lot by lot, never all at once. Members see in their account what ends when."
      >
        <Card>
          <Expiry draft={draft} set={set} errors={errors} />
        </Card>
      </Layout.AnnotatedSection>
    </Layout>
  );
}

type AmountFieldsProps = {
  points: string;
  per: string;
  set: (changes: { points?: string; per?: string }) => void;
  errors?: ProgrammeErrors;
};

/** How many points for how much money, side by side. */
export function AmountFields({ points, per, set, errors = {} }: AmountFieldsProps) {
  const { currency } = useFormat();
  return (
    <FormLayout.Group>
      <NumberField
        label="Points"
        value={points}
        onChange={(value) => set({ points: value })}
        error={errors.points}
      />
      <LineField
        label="for every"
        value={per}
        onChange={(value) => set({ per: value })}
        error={errors.per}
        suffix={`${currency} spent`}
      />
    </FormLayout.Group>
  );
}

function Earning({ draft, set, errors }: SectionsProps) {
  return (
    <FormLayout>
      <Select
        label="A paid order earns"
        value={draft.base}
        onChange={(base) => set({ base })}
        options={[
          { value: 'per-amount', label: 'Points for the amount spent' },
          { value: 'per-order', label: 'The same points for every order' },
          { value: 'none', label: 'Nothing: points come in other ways' },
        ]}
      />
      {draft.base === 'per-amount' && (
        <AmountFields points={draft.points} per={draft.per} set={set} errors={errors} />
      )}
      {draft.base === 'per-order' && (
        <NumberField
          label="Points for an order"
          value={draft.points}
          onChange={(points) => set({ points })}
          error={errors.points}
        />
      )}
      <Select
        label="Who takes part"
        value={draft.enrolment}
        onChange={(enrolment) => set({ enrolment })}
        options={[
          { value: 'automatic', label: 'Every customer automatically' },
          { value: 'on-joining', label: 'Only customers who join' },
        ]}
      />
    </FormLayout>
  );
}

function ExpiryFields({ draft, set, errors }: SectionsProps) {
  const number = (name: 'expiryMonths' | 'warnDays' | 'graceDays', label: string, help: string) => (
    <NumberField
      label={label}
      value={draft[name]}
      onChange={(value) => set({ [name]: value })}
      error={errors[name]}
      helpText={help}
    />
  );
  return (
    <FormLayout>
      <Select
        label="Points end"
        value={draft.expiry}
        onChange={(expiry) => set({ expiry })}
        options={[
          { value: 'never', label: 'Never' },
          { value: 'after-earning', label: 'Some months after they were earned' },
          { value: 'after-activity', label: 'Some months after the last order or redemption' },
        ]}
      />
      {draft.expiry !== 'never' && (
        <FormLayout.Group>
          {number('expiryMonths', 'Months', '12 is usual')}
          {number(
            'warnDays',
            'Shopify Flow is told, days before',
            'Like 30, 7; a workflow of yours can send the e-mail',
          )}
          {number('graceDays', 'Days of grace after the end', '0: none')}
        </FormLayout.Group>
      )}
    </FormLayout>
  );
}

/** Nothing ends at once: a change leaves at least its notice to points that are alive. */
function Expiry({ draft, set, errors }: SectionsProps) {
  const fetcher = useFetcher<Previewed>();
  const { held } = useRefusal(fetcher, { draft, isDirty: true });
  const refused = fetcher.data?.ok === false ? held(fetcher.data.errors) : {};
  return (
    <BlockStack gap="300">
      <ExpiryFields draft={draft} set={set} errors={{ ...errors, ...refused }} />
      <InlineStack>
        <Button
          loading={fetcher.state !== 'idle'}
          onClick={() => fetcher.submit({ ...draft, intent: 'preview-expiry' }, { method: 'post' })}
        >
          What would end?
        </Button>
      </InlineStack>
      {fetcher.data?.ok && fetcher.data.expiry && <ExpiryPreview preview={fetcher.data.expiry} />}
    </BlockStack>
  );
}

function ExpiryPreview({ preview }: { preview: ShownExpiry }) {
  const format = useFormat();
  return (
    <Banner tone="info" title={`${format.count(preview.alive)} points are alive`}>
      {preview.soonest === null ? (
        <Text as="p">None of them would ever end.</Text>
      ) : (
        <BlockStack gap="100">
          <Text as="p">None ends before {format.dayOf(preview.soonest)}.</Text>
          {preview.byMonth.slice(0, 12).map(({ month, points }) => (
            <Text as="p" key={month}>
              {format.month(`${month}-01`)}: {format.count(points)}
            </Text>
          ))}
        </BlockStack>
      )}
    </Banner>
  );
}
