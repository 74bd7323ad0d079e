// One question beside an order, asked on the thank-you and order-status pages, and its answers.
import { BlockStack, Card, Checkbox, Layout, Text, TextField } from '@shopify/polaris';
import type { Texts } from '#app/shoppers/texts/wording.ts';
import { ASKED, CHOICES, QUESTION } from './survey-fields.ts';

type Props = {
  draft: Texts;
  set: (changes: Texts) => void;
  wrongKey: string | undefined;
  answers: { choice: string; count: number }[];
  /** What the rules give for an answer; null: nothing. */
  points: number | null;
};

export function SurveyCard({ draft, set, wrongKey, answers, points }: Props) {
  const isOn = draft[ASKED] === 'on';
  return (
    <Layout.AnnotatedSection
      title="A question after the order"
      description="Shown once beside each order. Changing it in its own language starts a new count; other languages are translations."
    >
      <Card>
        <BlockStack gap="400">
          <Checkbox
            label="Ask shoppers a question"
            checked={isOn}
            onChange={(checked) => set({ [ASKED]: checked ? 'on' : '' })}
            helpText={
              points === null
                ? 'Members get no points for an answer. Add the way to earn “Survey” to give some.'
                : `Members get ${points} points for an answer.`
            }
          />
          <TextField
            label="Question"
            value={draft[QUESTION] ?? ''}
            placeholder="How did you find us?"
            onChange={(text) => set({ [QUESTION]: text })}
            error={wrongKey === QUESTION && 'Write a question of at most 200 characters.'}
            autoComplete="off"
          />
          <TextField
            label="Choices, one a line"
            value={draft[CHOICES] ?? ''}
            onChange={(text) => set({ [CHOICES]: text })}
            error={wrongKey === CHOICES && 'Write two to eight choices of at most 120 characters.'}
            multiline={4}
            autoComplete="off"
          />
          <Answers answers={answers} />
        </BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  );
}

function Answers({ answers }: Pick<Props, 'answers'>) {
  const all = answers.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return null;
  const share = new Intl.NumberFormat('en', { style: 'percent' });
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {all === 1 ? '1 answer' : `${all} answers`}
      </Text>
      <ul>
        {answers.map(({ choice, count }) => (
          <li key={choice}>
            {choice}: {count} ({share.format(count / all)})
          </li>
        ))}
      </ul>
    </BlockStack>
  );
}
