// The app proxy: /apps/rewards/x of the shop is /proxy/x of the app, signed, without cookies in
// either direction.
import { readDeployment } from '../server/deployment.ts';
import { machineSeconds, type WebContext } from './context.ts';
import { refuse } from './http/respond.ts';
import { proxyQuery } from './signing.ts';

/** Where the shop's proxy path begins, `/apps/rewards`, or null where the app has none. */
export function proxyPath(root: string): { prefix: string; targetPath: string } | null {
  const proxy = readDeployment(root).appProxy;
  if (!proxy) return null;
  return {
    prefix: `/${proxy.prefix}/${proxy.subpath}`,
    targetPath: new URL(proxy.url).pathname.replace(/\/$/, ''),
  };
}

/** Headers that Shopify does not hand on. */
const dropped = new Set([
  'cookie',
  'set-cookie',
  'host',
  'connection',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'keep-alive',
  'accept-encoding',
]);

/** Forwards a request below the proxy's prefix to the app and hands its answer back. */
export async function forwardProxy(
  context: WebContext,
  request: Request,
  customerId: number | null,
): Promise<Response> {
  const proxy = proxyPath(context.root);
  const url = new URL(request.url);
  if (!proxy || !context.store.installation().isInstalled) return refuse(404, 'Not found');
  const query = proxyQuery(
    url.searchParams,
    {
      shop: context.store.shop().domain,
      customerId: customerId === null ? null : String(customerId),
      pathPrefix: proxy.prefix,
      now: machineSeconds(),
    },
    context.app.apiSecret,
  );
  const rest = url.pathname.slice(proxy.prefix.length);
  const headers = kept(request.headers);
  headers.set('x-forwarded-host', url.host);
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  try {
    const answer = await fetch(`${context.app.url}${proxy.targetPath}${rest}?${query}`, {
      method: request.method,
      headers,
      redirect: 'manual',
      ...(hasBody ? { body: await request.arrayBuffer() } : {}),
    });
    return new Response(await answer.arrayBuffer(), {
      status: answer.status,
      headers: kept(answer.headers),
    });
  } catch {
    // What Shopify's edge answers when the app cannot be reached.
    return refuse(502, 'There was an error in the third-party application.');
  }
}

function kept(from: Headers): Headers {
  return new Headers([...from].filter(([name]) => !dropped.has(name.toLowerCase())));
}
