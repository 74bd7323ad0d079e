// What the pages about retention show before the first order.
import { Page } from '@shopify/polaris';
import { EmptyCard } from '#app/ui/empty-card.tsx';

export function NoOrders({ title }: { title: string }) {
  return (
    <Page title={title}>
      <EmptyCard
        title="No orders yet"
        text="This page fills with the first orders that the import or your shop brings."
        action={{ label: 'Go to Home', url: '/app' }}
      />
    </Page>
  );
}
