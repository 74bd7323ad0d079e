// The codes that a customer got for points, open ones and those settled lately, with every step and
// its reason.
import { Badge, InlineStack, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import { RowsCard } from '#app/ui/rows-card.tsx';
import { reasonWords } from '../codes/words.ts';
import type { Profile } from './read-profile.server.ts';

type Code = Profile['codes'][number];

const states: Record<Code['state'], { words: string; tone?: 'success' | 'info' }> = {
  reserved: { words: 'Being made', tone: 'info' },
  issued: { words: 'Can be used', tone: 'success' },
  used: { words: 'Used' },
  released: { words: 'Ended' },
};

export function CodesCard({ codes }: { codes: readonly Code[] }) {
  const format = useFormat();
  if (codes.length === 0) return null;
  return (
    <RowsCard title="Codes for points">
      {codes.map((code) => (
        <li key={code.id}>
          <div>
            <InlineStack gap="200" blockAlign="center">
              <Text as="span" fontWeight="semibold">
                {code.code}
              </Text>
              <Badge tone={states[code.state].tone}>{states[code.state].words}</Badge>
            </InlineStack>
            {code.steps.map(({ at, reason }, position) => (
              // Steps are only ever added: their place tells two of the same reason apart.
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <Text as="p" tone="subdued" variant="bodySm" key={position}>
                {format.moment(at)}: {reasonWords(reason)}
                {reason === 'used' && code.orderName ? ` ${code.orderName}` : ''}
              </Text>
            ))}
          </div>
          <Text as="span" numeric>
            {format.plural(code.points, 'point', 'points')}
          </Text>
        </li>
      ))}
    </RowsCard>
  );
}
