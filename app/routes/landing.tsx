// The app's root address. Shopify may open it with the shop in the query; people see one sentence.
import { type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';

export const meta: MetaFunction = () => [{ title: 'Encore' }];

export function loader({ request }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  if (url.searchParams.has('shop')) throw redirect(`/app${url.search}`);
  return null;
}

export default function Landing() {
  return (
    <main className="encore-bare">
      <h1>Encore</h1>
      <p>Encore works inside Shopify. Open it from your Shopify admin, under Apps.</p>
    </main>
  );
}
