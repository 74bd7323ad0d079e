// The frame of every page that edits a part of the rules: the save bar, and what was refused.
import { Banner, BlockStack, List, Page } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { EditBar } from '#app/ui/edit-bar.tsx';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import type { PartOutcome } from './save-rules-part.server.ts';

export type RulesPageProps = {
  title: string;
  isDirty: boolean;
  isSaving: boolean;
  onSave: () => void;
  onDiscard: () => void;
  answer: PartOutcome | undefined;
  children: ReactNode;
  primaryAction?: ReactNode;
  subtitle?: string;
  secondaryActions?: { content: string; onAction?: () => void; url?: string }[];
};

export function RulesPage({ answer, children, ...props }: RulesPageProps) {
  const problems = answer?.ok === false ? (answer.problems ?? []) : [];
  const warnings = answer?.ok ? answer.warnings : [];
  return (
    <Page
      title={props.title}
      {...(props.subtitle ? { subtitle: props.subtitle } : {})}
      {...(props.primaryAction ? { primaryAction: props.primaryAction } : {})}
      {...(props.secondaryActions ? { secondaryActions: props.secondaryActions } : {})}
    >
      <EditBar
        isDirty={props.isDirty}
        isSaving={props.isSaving}
        onSave={props.onSave}
        onDiscard={props.onDiscard}
      />
      <BlockStack gap="400">
        <Problems problems={problems.map(({ message }) => message)} />
        <SavedWarnings warnings={props.isDirty ? [] : warnings} />
        {children}
      </BlockStack>
    </Page>
  );
}

/** Why rules were not saved, each reason once. */
export function Problems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <Banner tone="critical" title="The rules were not saved">
      <List>
        {[...new Set(problems)].map((problem) => (
          <List.Item key={problem}>{problem}</List.Item>
        ))}
      </List>
    </Banner>
  );
}

/** Rules that were saved although they may not be meant so. */
export function SavedWarnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Banner tone="warning" title="Saved. Is this meant?">
      <List>
        {warnings.map((warning) => (
          <List.Item key={warning}>{warning}</List.Item>
        ))}
      </List>
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
