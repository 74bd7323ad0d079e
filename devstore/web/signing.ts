// The signatures of addresses: the admin's iframe and app proxy requests. Written from Shopify's
// documentation, not from the app's library, so that the two cannot share a mistake.
import { createHmac } from 'node:crypto';

/**
 * The query of the admin's iframe, with its hmac over the sorted pairs joined by `&`. `now` in
 * seconds.
 */
export function frameQuery(
  options: {
    shop: string;
    host: string;
    locale: string;
    session: string;
    idToken: string;
    now: number;
  },
  secret: string,
): URLSearchParams {
  const query = new URLSearchParams({
    embedded: '1',
    host: Buffer.from(options.host).toString('base64').replace(/=+$/, ''),
    id_token: options.idToken,
    locale: options.locale,
    session: options.session,
    shop: options.shop,
    timestamp: String(options.now),
  });
  const message = [...query]
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join('&');
  query.set('hmac', createHmac('sha256', secret).update(message).digest('hex'));
  return query;
}

/**
 * The query that an app proxy request arrives with: the shopper's own parameters (Shopify's names
 * removed), then shop,
 * logged_in_customer_id, path_prefix, timestamp and the signature: hex HMAC over sorted
 * `key=value`, joined with nothing,
 * repeated values joined with a comma.
 */
export function proxyQuery(
  given: URLSearchParams,
  added: { shop: string; customerId: string | null; pathPrefix: string; now: number },
  secret: string,
): URLSearchParams {
  const reserved = ['shop', 'logged_in_customer_id', 'path_prefix', 'timestamp', 'signature'];
  const query = new URLSearchParams();
  for (const [key, value] of given) if (!reserved.includes(key)) query.append(key, value);
  query.set('shop', added.shop);
  query.set('logged_in_customer_id', added.customerId ?? '');
  query.set('path_prefix', added.pathPrefix);
  query.set('timestamp', String(added.now));
  const message = [...new Set(query.keys())]
    .map((key) => `${key}=${query.getAll(key).join(',')}`)
    .sort()
    .join('');
  query.set('signature', createHmac('sha256', secret).update(message).digest('hex'));
  return query;
}
