// What a merchant sees when a page cannot be shown.
import { isRouteErrorResponse, useLocation, useNavigate } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, Page, Text } from '@shopify/polaris';

/** A full page for what a loader threw: a wrong address, or anything unforeseen. */
export function PageError({ error }: { error: unknown }) {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const isMissing = isRouteErrorResponse(error) && [400, 404].includes(error.status);
  return (
    <Page narrowWidth>
      <Card>
        <BlockStack gap="300">
          <Text as="h1" variant="headingLg">
            {isMissing ? 'There is no such page' : 'This page could not be shown'}
          </Text>
          <Text as="p">
            {isMissing
              ? 'It may have been removed, or the address is wrong.'
              : 'Nothing was lost or changed. Try again; if it stays like this, the fault is on our side and has been noted.'}
          </Text>
          <InlineStack gap="200">
            {!isMissing && (
              <Button
                variant="primary"
                onClick={() => navigate(pathname + search, { replace: true })}
              >
                Try again
              </Button>
            )}
            <Button url="/app">Go to Home</Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </Page>
  );
}
