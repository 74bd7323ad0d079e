// /__devstore/*: what tests and curious people use to move the stand-in. Only from this machine.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Handler, isLoopback, readBody, sendJson } from '../http.ts';
import { orderRoutes } from './orders.ts';
import { peopleRoutes } from './people.ts';
import { type ControlContext, ControlError, type Route } from './route.ts';
import { worldRoutes } from './world.ts';

const prefix = '/__devstore';
const routes = [...worldRoutes, ...orderRoutes, ...peopleRoutes];

// A path with fewer places is the more exact one: /customers/merge before /customers/:id.
const compiled = routes
  .map((route) => ({
    route,
    places: route.path.split(':').length,
    pattern: new RegExp(`^${prefix}${route.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
  }))
  .sort((one, other) => one.places - other.places);

export function controlDoor(context: ControlContext): Handler {
  return async (request, response, url) => {
    if (!url.pathname.startsWith(`${prefix}/`)) return false;
    if (!isLoopback(request)) return sendJson(response, 403, { error: 'only from this machine' });
    const fit = compiled.filter(({ pattern }) => pattern.test(url.pathname));
    const match = fit.find(({ route }) => route.method === request.method);
    if (!match)
      return sendJson(response, fit.length > 0 ? 405 : 404, {
        error: `${request.method} ${url.pathname} is no control door`,
        doors: routes.map(({ method, path }) => `${method} ${prefix}${path}`),
      });
    const params = match.pattern.exec(url.pathname)?.groups ?? {};
    return answer(context, match.route, params, url, request, response);
  };
}

async function answer(
  context: ControlContext,
  route: Route,
  params: Record<string, string>,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<true> {
  try {
    const text = (await readBody(request)).toString();
    const body = text.trim() === '' ? undefined : parse(text);
    const result = await route.run(context, { params, query: url.searchParams, body });
    return sendJson(response, 200, result ?? null);
  } catch (error) {
    if (error instanceof ControlError)
      return sendJson(response, error.status, { error: error.message });
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlError(400, 'the body is not JSON');
  }
}
