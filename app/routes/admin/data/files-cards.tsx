// The shop's own data as files, and what customers asked for.
import { BlockStack, Button, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import { RowsCard } from '#app/ui/rows-card.tsx';
import { useSaving } from '../use-saving.ts';
import type { ShownData } from './shown-data.server.ts';

const files = [
  { name: 'orders', label: 'Orders' },
  { name: 'lines', label: 'Lines of orders' },
  { name: 'refunds', label: 'Refunds' },
  { name: 'customers', label: 'Customers' },
  { name: 'products', label: 'Products' },
  { name: 'access', label: 'Who looked at personal data' },
] as const;

export function ExportCard() {
  const { saving, save } = useSaving();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Take your data with you
        </Text>
        <Text as="p" tone="subdued">
          What Encore has read from Shopify, as CSV files. Amounts are in the smallest unit of the
          currency (cents). Names and addresses are not in them.
        </Text>
        <InlineStack gap="200">
          {files.map(({ name, label }) => (
            <Button
              key={name}
              loading={saving === `/app/settings/data/export/${name}`}
              disabled={saving !== null}
              onClick={() => void save(`/app/settings/data/export/${name}`, `encore-${name}.csv`)}
            >
              {label}
            </Button>
          ))}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

export function RequestsCard({ files: requested }: { files: ShownData['dataFiles'] }) {
  const format = useFormat();
  const { saving, save } = useSaving();
  return (
    <RowsCard
      title="Customers who asked for their data"
      description="Hand the file to the customer. It is removed after 30 days."
    >
      {requested.map(({ customerId, ...file }) => (
        <li key={file.id}>
          <div>
            {customerId === null ? (
              'Somebody who bought as a guest'
            ) : (
              <Link url={`/app/customers/${customerId}`}>Customer {customerId}</Link>
            )}
            <br />
            <Text as="span" tone="subdued" variant="bodySm">
              Asked {format.moment(file.requestedAt)}
              {file.downloadedAt ? ` · saved ${format.moment(file.downloadedAt)}` : ''}
            </Text>
          </div>
          <Button
            size="slim"
            loading={saving === `/app/settings/data/requests/${file.id}`}
            accessibilityLabel={
              customerId ? `Save the file of customer ${customerId}` : 'Save the file of a guest'
            }
            onClick={() =>
              void save(
                `/app/settings/data/requests/${file.id}`,
                customerId ? `customer-${customerId}.json` : 'guest.json',
              )
            }
          >
            Save file
          </Button>
        </li>
      ))}
    </RowsCard>
  );
}
