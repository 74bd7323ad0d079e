// A card that shows the same figures as a plot or as a table, and gives them away as CSV.
import { BlockStack, Box, Button, ButtonGroup, Card, InlineStack, Text } from '@shopify/polaris';
import { type ReactNode, useState } from 'react';
import { useFormat } from '../format.tsx';
import { type CsvValue, csvText } from './csv.ts';
import { saveText } from './download.ts';
import { MaybeLink } from './maybe-link.tsx';

export type PlotColumn = {
  title: string;
  /** Numbers stand on the right. */
  isNumber?: boolean;
  /** How people read the value; without it the value is shown as it is. */
  format?: (value: CsvValue) => string;
};

/** A row's addresses by the place of their column; null where a number leads nowhere. */
export type RowUrls = Readonly<Record<number, string | null>>;

export type PlotCardProps = {
  title: string;
  description?: ReactNode;
  /** The plot; without it only the table is shown. */
  children?: ReactNode;
  columns: readonly PlotColumn[];
  /** Why there is nothing to plot yet: said instead of an empty plot. */
  nothing?: string | false | null;
  /** Raw values: what the CSV holds. */
  rows: readonly (readonly CsvValue[])[];
  /** Where the numbers of a row lead to, by column: the customers they count. */
  urls?: readonly RowUrls[];
  /** The plot leads to the customers itself, so it need not say that its table does. */
  isPlotLinked?: boolean;
  /** Name of the CSV file, without ending. */
  fileName: string;
  /** Further controls beside the toggle. */
  controls?: ReactNode;
};

export function PlotCard(props: PlotCardProps) {
  const { title, columns, rows, children } = props;
  const [isTable, setIsTable] = useState(!children);
  const save = () =>
    saveText(
      `${props.fileName}.csv`,
      csvText(
        columns.map((column) => column.title),
        rows,
      ),
    );
  return (
    <Card>
      <BlockStack gap="300">
        <div className="card-head">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {title}
            </Text>
            {props.description && (
              <Text as="p" tone="subdued">
                {props.description}
              </Text>
            )}
          </BlockStack>
          <InlineStack gap="200" blockAlign="center">
            {props.controls}
            {children && (
              <ButtonGroup variant="segmented">
                <Button
                  size="slim"
                  pressed={!isTable}
                  onClick={() => setIsTable(false)}
                  accessibilityLabel={`${title} as a plot`}
                >
                  Plot
                </Button>
                <Button
                  size="slim"
                  pressed={isTable}
                  onClick={() => setIsTable(true)}
                  accessibilityLabel={`${title} as a table`}
                >
                  Table
                </Button>
              </ButtonGroup>
            )}
            <Button size="slim" onClick={save} accessibilityLabel={`Save ${title} as CSV`}>
              CSV
            </Button>
          </InlineStack>
        </div>
        {isTable ? <CardTable {...props} /> : <Plot {...props} onTable={() => setIsTable(true)} />}
      </BlockStack>
    </Card>
  );
}

const CardTable = ({ title, columns, rows, urls }: PlotCardProps) => (
  <NumberTable caption={title} columns={columns} rows={rows} {...(urls && { urls })} />
);

/** Bars and lines cannot be clicked: whose numbers they are is in the table. */
function Plot(props: PlotCardProps & { onTable: () => void }) {
  const { nothing, children, urls, isPlotLinked, onTable } = props;
  if (nothing) return <Text as="p">{nothing}</Text>;
  return (
    <>
      {children}
      {urls && !isPlotLinked && (
        <Box>
          <Button variant="plain" onClick={onTable}>
            See the customers behind the numbers
          </Button>
        </Box>
      )}
    </>
  );
}

/** A plain table that scrolls sideways on narrow screens. */
export function NumberTable(props: {
  caption: string;
  columns: readonly PlotColumn[];
  rows: readonly (readonly CsvValue[])[];
  urls?: readonly RowUrls[];
}) {
  const { columns, rows } = props;
  const format = useFormat();
  const show = (value: CsvValue, column: PlotColumn) => {
    if (column.format) return column.format(value);
    return typeof value === 'number' && Number.isInteger(value)
      ? format.count(value)
      : (value ?? '–');
  };
  return (
    <Box maxWidth="100%">
      {/* A region that scrolls must be reachable by keyboard. */}
      <section
        className="heat-scroll"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, see above
        tabIndex={0}
        aria-label={`${props.caption}, table`}
        style={{ maxHeight: 420, overflowY: 'auto' }}
      >
        <table className="numbers">
          <caption className="encore-hidden">{props.caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.title}
                  scope="col"
                  className={column.isNumber ? 'is-number' : undefined}
                >
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity
              <tr key={r}>
                {columns.map((column, c) => (
                  <td key={column.title} className={column.isNumber ? 'is-number' : undefined}>
                    <MaybeLink url={props.urls?.[r]?.[c]}>{show(row[c], column)}</MaybeLink>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Box>
  );
}
