// Home: how the shop stands.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Card, Page, Text } from '@shopify/polaris';
import { authenticateMerchant } from './authenticate-merchant.server.ts';

export const meta: MetaFunction = () => [{ title: 'Home · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  return { domain: shop.domain };
}

export default function Home() {
  const { domain } = useLoaderData<typeof loader>();
  return (
    <Page title="Home">
      <Card>
        <Text as="p">Encore is connected to {domain}.</Text>
      </Card>
    </Page>
  );
}
