// The first hour of a programme: one form with what matters, filled in sensibly, and what it leads
// to.
import { useFetcher } from '@remix-run/react';
import {
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Layout,
  Page,
  Select,
} from '@shopify/polaris';
import { useState } from 'react';
import type { Start } from '#app/loyalty/programme/start-programme.server.ts';
import { useFormat } from '#app/ui/format.tsx';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { baseErrors } from './drafts/programme-draft.ts';
import { TrialBeforeSaving } from './economics/economics-figures.tsx';
import { PointsPreview } from './economics/points-preview.tsx';
import type { ProgrammePage } from './read-programme-page.server.ts';
import { AmountFields } from './rule-sections.tsx';

const START_WORDS = [
  { value: 'now', label: 'Orders from now on' },
  { value: 'year', label: 'Orders of the last 12 months too' },
  { value: 'ever', label: 'All orders there are' },
] satisfies { value: Start; label: string }[];

export function StartForm({ saved, worth }: Pick<ProgrammePage, 'saved' | 'worth'>) {
  const fetcher = useFetcher<ActionOutcome>();
  useOutcomeToast(fetcher.data, 'The programme runs');
  const [start, setStart] = useState<Start>('now');
  const [{ points, per }, setBase] = useState({ points: saved.points, per: saved.per });
  const [isAsked, setIsAsked] = useState(false);
  const { currency } = useFormat();
  const errors = baseErrors(points, per, currency, 1);
  const begin = () => {
    setIsAsked(true);
    if (Object.keys(errors).length > 0) return;
    fetcher.submit({ intent: 'start', start, points, per }, { method: 'post' });
  };
  return (
    <Page title="Programme">
      <Layout>
        <Layout.AnnotatedSection
          title="Start your programme"
          description="Customers earn points with orders and spend them on your rewards. You can change or pause all of it later: what was earned stays earned."
        >
          <Card>
            <BlockStack gap="400">
              <FormLayout>
                <AmountFields
                  points={points}
                  per={per}
                  errors={isAsked ? errors : {}}
                  set={(changes) => setBase((before) => ({ ...before, ...changes }))}
                />
                <Select
                  label="Which orders earn points"
                  options={START_WORDS}
                  value={start}
                  onChange={(value) => setStart(value as Start)}
                  helpText="Points for earlier orders greet your customers with a balance, and you owe them from the first day."
                />
              </FormLayout>
              <PointsPreview points={points} per={per} worth={worth} />
              <InlineStack>
                <Button variant="primary" loading={fetcher.state !== 'idle'} onClick={begin}>
                  Start the programme
                </Button>
              </InlineStack>
            </BlockStack>
          </Card>
        </Layout.AnnotatedSection>
        <Layout.Section>
          <TrialBeforeSaving fields={{ intent: 'start', start, points, per }} />
        </Layout.Section>
      </Layout>
    </Page>
  );
}
