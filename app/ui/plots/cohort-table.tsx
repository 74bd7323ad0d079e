// Cohorts as a heat table: a row a cohort, a column an age. A real table, so that every reader can
// walk it.
import { Text } from '@shopify/polaris';
import { MaybeLink } from './maybe-link.tsx';

export type CohortRow = {
  /** The cohort in words: 'Jan 2026'. */
  name: string;
  size: number;
  /** One value an age; null before the beginning of the age. */
  cells: readonly { value: number | null; isUnfinished?: boolean; url?: string }[];
  /** The list of the cohort's customers. */
  url?: string;
};

export type CohortTableProps = {
  caption: string;
  rows: readonly CohortRow[];
  /** Header of the ages: 'Month 0', 'Month 1' … */
  ageName: (age: number) => string;
  format: (value: number) => string;
  formatSize: (size: number) => string;
  /** The value that gets the deepest colour; without it the largest beyond age 0. */
  deepest?: number;
};

// White to a blue on which dark text still has 7:1.
const tint = (share: number) =>
  `color-mix(in oklab, #8fbcf5 ${Math.round(Math.min(1, Math.max(0, share)) * 100)}%, #f4f6f8)`;

export function CohortTable(props: CohortTableProps) {
  const { rows, format } = props;
  const ages = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const deepest =
    props.deepest ??
    Math.max(...rows.flatMap(({ cells }) => cells.slice(1).map(({ value }) => value ?? 0)), 1e-9);
  const hasUnfinished = rows.some(({ cells }) => cells.some((cell) => cell.isUnfinished));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="heat-scroll" tabIndex={0} aria-label={props.caption}>
        <table className="heat">
          <caption className="encore-hidden">{props.caption}</caption>
          <thead>
            <tr>
              <th scope="col">Cohort</th>
              <th scope="col">Customers</th>
              {Array.from({ length: ages }, (_, age) => (
                <th key={props.ageName(age)} scope="col">
                  {props.ageName(age)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <td className="is-size">
                  <MaybeLink url={row.url} isPlain>
                    {props.formatSize(row.size)}
                  </MaybeLink>
                </td>
                {row.cells.map(({ value, isUnfinished, url }, age) =>
                  value === null ? (
                    <td key={props.ageName(age)} />
                  ) : (
                    <td
                      key={props.ageName(age)}
                      className={isUnfinished ? 'is-unfinished' : undefined}
                      style={{ background: tint(value / deepest) }}
                    >
                      <MaybeLink url={url} isPlain>
                        {format(value)}
                      </MaybeLink>
                      {isUnfinished && <span className="encore-hidden"> so far</span>}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {hasUnfinished && (
        <Text as="p" tone="subdued" variant="bodySm">
          Dashed cells: the period has not ended, the figure will still grow.
        </Text>
      )}
    </>
  );
}
