// The frame of every page that edits a part of the rules: the save bar, what was refused, and the
// question about rules that may not be meant.
import { Banner, type BannerHandles, BlockStack, List, Page } from '@shopify/polaris';
import { type ReactNode, useEffect, useRef } from 'react';
import { EditBar } from '#app/ui/edit-bar.tsx';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { FormErrors } from './fields.tsx';
import type { RulesForm } from './use-rules-form.ts';

export type RulesPageProps = {
  title: string;
  form: Pick<RulesForm<object>, 'isDirty' | 'isSaving' | 'save' | 'discard' | 'told' | 'errorAt'>;
  children: ReactNode;
  primaryAction?: ReactNode;
  secondaryActions?: { content: string; onAction?: () => void; url?: string }[];
};

export function RulesPage({ title, form, children, ...actions }: RulesPageProps) {
  const { isDirty, isSaving, save, discard, told } = form;
  return (
    <Page title={title} {...actions}>
      <EditBar isDirty={isDirty} isSaving={isSaving} onSave={() => save()} onDiscard={discard} />
      <BlockStack gap="400">
        <Told {...told} isSaving={isSaving} onSure={() => save({ sure: 'yes' })} />
        <FormErrors errorAt={form.errorAt}>{children}</FormErrors>
      </BlockStack>
    </Page>
  );
}

type ToldProps = RulesForm<object>['told'] & { isSaving: boolean; onSure: () => void };

/** Why rules were not saved: what is wrong with them, or what may not be meant. */
export function Told({ problems, doubts, isSaving, onSure }: ToldProps) {
  return (
    <>
      <Problems title="The rules were not saved" problems={problems} />
      <Doubts {...{ doubts, isSaving, onSure }} />
    </>
  );
}

/** Asks about what may not be meant. */
export function Doubts({ doubts, isSaving, onSure }: Omit<ToldProps, 'problems'>) {
  if (doubts.length === 0) return null;
  const action = { content: 'Save all the same', onAction: onSure, loading: isSaving };
  const title = 'Not saved yet. Is this meant?';
  return <Notice tone="warning" title={title} lines={doubts} action={action} />;
}

/** What is wrong with rules, each reason once. */
export function Problems({ title, problems }: { title: string; problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return <Notice tone="critical" title={title} lines={[...new Set(problems)]} />;
}

type NoticeProps = {
  tone: 'critical' | 'warning';
  title: string;
  lines: readonly string[];
  action?: { content: string; onAction: () => void; loading: boolean };
};

/** Comes into sight by itself: the form may be long, and Save stands above all of it. */
function Notice({ tone, title, lines, action }: NoticeProps) {
  const banner = useRef<BannerHandles>(null);
  useEffect(() => banner.current?.focus(), []);
  return (
    <Banner ref={banner} tone={tone} title={title} {...(action ? { action } : {})}>
      <div className="any-break">
        <List>
          {lines.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      </div>
    </Banner>
  );
}

/** What these pages show before the programme has begun. */
export function NotStarted({ title }: { title: string }) {
  return (
    <Page title={title}>
      <EmptyCard
        title="The programme has not started"
        text="Start it first; everything here can be set at any time after."
        action={{ label: 'To the programme', url: '/app/programme' }}
      />
    </Page>
  );
}
