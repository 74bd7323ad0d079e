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
  secondaryActions?: { content: string; onAction?: () => void; url?: string }[];
};

export function RulesPage({ answer, children, ...props }: RulesPageProps) {
  const problems = answer?.ok === false ? (answer.problems ?? []) : [];
  return (
    <Page
      title={props.title}
      {...(props.secondaryActions ? { secondaryActions: props.secondaryActions } : {})}
    >
      <EditBar
        isDirty={props.isDirty}
        isSaving={props.isSaving}
        onSave={props.onSave}
        onDiscard={props.onDiscard}
      />
      <BlockStack gap="400">
        {problems.length > 0 && (
          <Banner tone="critical" title="The rules were not saved">
            <List>
              {problems.map(({ path, message }) => (
                <List.Item key={path + message}>{message}</List.Item>
              ))}
            </List>
          </Banner>
        )}
        {children}
      </BlockStack>
    </Page>
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
