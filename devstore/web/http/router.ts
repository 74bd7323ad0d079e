// Paths with :names to handlers, tried in order.
export type RouteContext = { request: Request; url: URL; params: Record<string, string> };
export type RouteHandler = (context: RouteContext) => Promise<Response> | Response;
export type Route = { method: string; pattern: RegExp; handler: RouteHandler };

/** `route('GET /orders/:id', handler)`; `*rest` takes the remaining path. */
export function route(signature: string, handler: RouteHandler): Route {
  const [method = 'GET', path = '/'] = signature.split(' ');
  const source = path
    .replace(/[.()+?^$]/g, '\\$&')
    .replace(/:(\w+)/g, '(?<$1>[^/]+)')
    .replace(/\*(\w+)/g, '(?<$1>.*)');
  return { method, pattern: new RegExp(`^${source}/?$`), handler };
}

/** The answer of the first route that matches, or null. */
export async function dispatch(routes: Route[], request: Request): Promise<Response | null> {
  const url = new URL(request.url);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  for (const { method: wanted, pattern, handler } of routes) {
    if (wanted !== method && wanted !== 'ANY') continue;
    const match = pattern.exec(url.pathname);
    if (!match) continue;
    const params = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decode(value)]),
    );
    return handler({ request, url, params });
  }
  return null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** True for a state-changing request that another site's page sent. */
export function isForeign(request: Request): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  const origin = request.headers.get('origin');
  return origin !== null && origin !== new URL(request.url).origin;
}
