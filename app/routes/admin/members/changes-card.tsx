// The newest files and changes of many members, with how far each has come.
import { Link, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import { RowsCard } from '#app/ui/rows-card.tsx';
import type { ListedChange, Step } from './shown-change.server.ts';

const steps: Record<Step, string> = {
  receiving: 'On its way',
  checking: 'Being checked',
  checked: 'Checked, not posted',
  posting: 'Being posted',
  posted: 'Posted',
  undoing: 'Being undone',
  undone: 'Undone',
};

export function ChangesCard({ changes }: { changes: ListedChange[] }) {
  const format = useFormat();
  if (changes.length === 0) return null;
  return (
    <RowsCard title="Files and changes">
      {changes.map((change) => (
        <li key={change.id}>
          <div>
            {change.step === 'receiving' ? (
              change.title
            ) : (
              <Link url={`/app/members/changes/${change.id}`}>{change.title}</Link>
            )}
            <br />
            <Text as="span" tone="subdued" variant="bodySm">
              {format.moment(change.createdAt)} ·{' '}
              {change.isFile
                ? format.plural(change.rows, 'line', 'lines')
                : format.plural(change.rows, 'member', 'members')}
              {change.step !== 'receiving' && ` · ${format.signed(change.points)}`}
            </Text>
          </div>
          <Text as="span">
            {steps[change.step]}
            {change.percent !== null && `, ${change.percent} %`}
          </Text>
        </li>
      ))}
    </RowsCard>
  );
}
