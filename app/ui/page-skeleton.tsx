// The outline of a page while the next one is on its way.
import { BlockStack, Card, SkeletonBodyText, SkeletonPage } from '@shopify/polaris';

export function PageSkeleton() {
  return (
    <div className="encore-skeleton" role="status" aria-label="The page is loading">
      <SkeletonPage>
        <BlockStack gap="400">
          <Card>
            <SkeletonBodyText lines={2} />
          </Card>
          <Card>
            <SkeletonBodyText lines={8} />
          </Card>
        </BlockStack>
      </SkeletonPage>
    </div>
  );
}
