// The few kinds of answer that pages give.

/** A page. Never stored by the browser: the stand-in's state changes under it. */
export function page(html: string, status = 200): Response {
  return new Response(html, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}

/** JSON, optionally for callers of any origin (extension frames have an opaque one). */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
  });
}

/** See-other after a form, so that reloading the page repeats nothing. */
export function redirect(location: string, headers: [string, string][] = []): Response {
  return new Response(null, { status: 303, headers: [['location', location], ...headers] });
}

/** A plain refusal. */
export function refuse(status: number, reason: string): Response {
  return new Response(reason, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

/** Only paths of the same site: `//elsewhere` and absolute addresses become the fallback. */
export function localPath(path: string | null | undefined, fallback: string): string {
  return path && /^\/(?![/\\])/.test(path) ? path : fallback;
}

/** One Set-Cookie value for the whole site. */
export function cookie(name: string, value: string, days = 14): [string, string] {
  return [
    'set-cookie',
    `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${days * 86_400}; HttpOnly; SameSite=Lax`,
  ];
}

/** The cookies of a request. */
export function cookiesOf(request: Request): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (request.headers.get('cookie') ?? '').split(/;\s*/)) {
    const at = part.indexOf('=');
    if (at > 0) cookies.set(part.slice(0, at), decodeLeniently(part.slice(at + 1)));
  }
  return cookies;
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A form's fields; a JSON body counts as a form with the same fields. */
export async function formOf(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? '';
  const form = new URLSearchParams();
  if (type.includes('application/json')) {
    flatten((await request.json()) as unknown, '', form);
    return form;
  }
  if (type.includes('multipart/form-data')) {
    for (const [name, value] of await request.formData()) form.append(name, String(value));
    return form;
  }
  return new URLSearchParams(await request.text());
}

function flatten(value: unknown, name: string, form: URLSearchParams): void {
  if (Array.isArray(value)) {
    value.forEach((each, index) => {
      flatten(each, `${name}[${typeof each === 'object' ? index : ''}]`, form);
    });
  } else if (value && typeof value === 'object') {
    for (const [key, each] of Object.entries(value)) {
      flatten(each, name ? `${name}[${key}]` : key, form);
    }
  } else if (value !== null && value !== undefined) form.append(name, String(value));
}
