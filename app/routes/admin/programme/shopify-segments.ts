// The segments that the merchant keeps in Shopify, for lists of choices. Apart from the pages,
// which do not wait for Shopify.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { shopifySegment } from '#app/loyalty/programme/rules.ts';
import { ShopifyThrottled, ShopifyUnreachable } from '#app/shopify/failures.ts';
import { listSegments } from '#app/shopify/segments.server.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';

export type ShopifySegments = { value: string; label: string }[] | 'unreachable';

export async function loader(args: LoaderFunctionArgs): Promise<Response> {
  return Response.json(await readSegments(args));
}

async function readSegments(args: LoaderFunctionArgs): Promise<ShopifySegments> {
  const { shop } = await authenticateMerchant(args);
  try {
    const segments = await listSegments(shop, { priority: 'admin' });
    return segments.map(({ id, name }) => ({ value: shopifySegment(id), label: name }));
  } catch (error) {
    if (error instanceof ShopifyUnreachable || error instanceof ShopifyThrottled) {
      return 'unreachable';
    }
    throw error;
  }
}
