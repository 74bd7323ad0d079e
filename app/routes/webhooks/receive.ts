// The one door for all of Shopify's webhooks.
import type { ActionFunctionArgs } from '@remix-run/node';
import { readBody } from '#app/sync/events/read-body.server.ts';
import { receiveWebhook } from '#app/sync/events/receive-webhook.server.ts';

export async function action({ request }: ActionFunctionArgs) {
  const { status, outcome } = await receiveWebhook(
    request.method,
    request.headers,
    await readBody(request),
  );
  return new Response(outcome, { status });
}

export function loader() {
  return new Response('not-a-post', { status: 405, headers: { allow: 'POST' } });
}
