// The way from a fresh install to a running programme. It can be put away for good.
import { useFetcher } from '@remix-run/react';
import {
  BlockStack,
  Box,
  Button,
  Card,
  Collapsible,
  Icon,
  InlineStack,
  Text,
} from '@shopify/polaris';
import { CheckCircleIcon, ChevronDownIcon, ChevronUpIcon, XIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { standsInTheme } from '../storefront/places.ts';
import { useActiveHandles } from '../storefront/use-active-handles.ts';

export type SetupStep = {
  id: string;
  title: string;
  text: string;
  isDone: boolean;
  action?: { label: string; url: string };
};

export function SetupGuide({ steps: read }: { steps: readonly SetupStep[] }) {
  const fetcher = useFetcher();
  const active = useActiveHandles();
  // Only Shopify knows whether a theme shows something of ours, and tells it to the page alone.
  const steps = read.map((step) =>
    step.id === 'theme' ? { ...step, isDone: !!active && standsInTheme(active) } : step,
  );
  const [isOpen, setIsOpen] = useState(true);
  const next = steps.find(({ isDone }) => !isDone)?.id ?? null;
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const shown = chosen === undefined ? next : chosen;
  const done = steps.filter(({ isDone }) => isDone).length;
  if (fetcher.formData) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="start" wrap={false}>
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              Get Encore going
            </Text>
            <Text as="p" tone="subdued">
              {done} of {steps.length} steps done
            </Text>
          </BlockStack>
          <InlineStack gap="100" wrap={false}>
            <Button
              variant="tertiary"
              icon={isOpen ? ChevronUpIcon : ChevronDownIcon}
              accessibilityLabel={isOpen ? 'Fold the guide' : 'Unfold the guide'}
              onClick={() => setIsOpen(!isOpen)}
            />
            <Button
              variant="tertiary"
              icon={XIcon}
              accessibilityLabel="Put the guide away"
              onClick={() =>
                fetcher.submit({ intent: 'dismiss', card: 'setup-guide' }, { method: 'post' })
              }
            />
          </InlineStack>
        </InlineStack>
        <Collapsible id="setup-steps" open={isOpen}>
          <BlockStack gap="100">
            {steps.map((step) => (
              <Step
                key={step.id}
                step={step}
                isShown={shown === step.id}
                onToggle={() => setChosen(shown === step.id ? null : step.id)}
              />
            ))}
          </BlockStack>
        </Collapsible>
      </BlockStack>
    </Card>
  );
}

function ToDoIcon() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <circle
        cx="10"
        cy="10"
        r="6.5"
        fill="none"
        stroke="currentcolor"
        strokeWidth="1.5"
        strokeDasharray="2.6 2.5"
      />
    </svg>
  );
}

function Step(props: { step: SetupStep; isShown: boolean; onToggle: () => void }) {
  const { step, isShown, onToggle } = props;
  return (
    <Box
      background={isShown ? 'bg-surface-secondary' : 'bg-surface'}
      borderRadius="200"
      padding="200"
    >
      <InlineStack gap="200" wrap={false} blockAlign="start">
        <span>
          <Icon
            source={step.isDone ? CheckCircleIcon : ToDoIcon}
            tone={step.isDone ? 'success' : 'subdued'}
            accessibilityLabel={step.isDone ? 'Done' : 'To do'}
          />
        </span>
        <BlockStack gap="200" inlineAlign="start">
          <Button
            variant="monochromePlain"
            ariaExpanded={isShown}
            ariaControls={`step-${step.id}`}
            onClick={onToggle}
            textAlign="start"
          >
            {step.title}
          </Button>
          <Collapsible id={`step-${step.id}`} open={isShown}>
            <BlockStack gap="200" inlineAlign="start">
              <Text as="p">{step.text}</Text>
              {step.action && (
                <Button
                  url={step.action.url}
                  {...(step.isDone ? {} : { variant: 'primary' as const })}
                >
                  {step.action.label}
                </Button>
              )}
            </BlockStack>
          </Collapsible>
        </BlockStack>
      </InlineStack>
    </Box>
  );
}
