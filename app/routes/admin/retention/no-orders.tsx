// What the pages about retention show before there are figures.
import { Page } from '@shopify/polaris';
import { EmptyCard } from '#app/ui/empty-card.tsx';

export function NoOrders({ title }: { title: string }) {
  return (
    <Page title={title}>
      <EmptyCard
        title="No figures yet"
        text="This page fills with the first orders that the import or your shop brings. After a change of your shop’s currency or time zone it is worked out anew, which takes a minute at most."
        action={{ label: 'Go to Home', url: '/app' }}
      />
    </Page>
  );
}
