// Everything on P+4: the mail catcher. Mail comes in by POST /send and is read in the inbox or as
// JSON.
import { listMails, sendMail } from '../../shop/mail.ts';
import type { Mail } from '../../store/records.ts';
import { serveAsset } from '../assets.ts';
import type { WebContext } from '../context.ts';
import type { Handler } from '../http/exchange.ts';
import { json, page, refuse } from '../http/respond.ts';
import { dispatch, isForeign, type Route, type RouteContext, route } from '../http/router.ts';
import { renderView } from '../views.ts';

/** The handler of the mail catcher. */
export function mailHandler(context: WebContext): Handler {
  const routes: Route[] = [
    route('GET /devstore-assets/:name', ({ request, params }) =>
      serveAsset(params.name ?? '', request),
    ),
    route('GET /', (given) => inbox(context, given)),
    route('GET /messages.json', ({ url }) => json(search(context, url).map(plain))),
    route('GET /messages/:id.json', ({ params }) =>
      one(context, params.id, (mail) => json(plain(mail))),
    ),
    route('GET /messages/:id/body', ({ params }) => one(context, params.id, body)),
    route('GET /messages/:id', (given) => inbox(context, given)),
    route('POST /send', ({ request }) => take(context, request)),
    route('POST /clear', () => clear(context)),
  ];
  return async (request) => {
    if (isForeign(request)) return refuse(403, 'sent by another site');
    return (await dispatch(routes, request)) ?? refuse(404, 'There is no such page');
  };
}

/** `?to=` keeps the mails of one address, `?q=` those with the words in subject or text. */
function search(context: WebContext, url: URL): Mail[] {
  const to = url.searchParams.get('to')?.toLowerCase();
  const words = url.searchParams.get('q')?.toLowerCase() ?? '';
  return listMails(context.store, 500).filter(
    (mail) =>
      (!to || mail.to.toLowerCase() === to) &&
      `${mail.to} ${mail.subject} ${mail.text}`.toLowerCase().includes(words),
  );
}

const plain = ({ id, to, from, subject, text, html, sentAt }: Mail) => ({
  id,
  to,
  from,
  subject,
  text,
  html,
  sentAt,
});

function one(context: WebContext, id: string | undefined, show: (mail: Mail) => Response) {
  const mail = context.store.mails.get(Number(id));
  return mail ? show(mail) : refuse(404, 'There is no such mail');
}

function inbox(context: WebContext, { url, params }: RouteContext): Response {
  const mails = search(context, url);
  const open = context.store.mails.get(Number(params.id)) ?? mails[0] ?? null;
  const query = url.searchParams.get('q') ?? '';
  return page(renderView('mail/inbox', { mails, open, query, shop: context.store.shop() }));
}

/** The mail's own markup, without scripts, in a page that can reach nothing. */
function body(mail: Mail): Response {
  const response = page(
    mail.html || `<pre>${mail.text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</pre>`,
  );
  response.headers.set(
    'content-security-policy',
    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
  );
  return response;
}

type Given = { to?: unknown; from?: unknown; subject?: unknown; html?: unknown; text?: unknown };

/** The shape that mail services take: JSON with to, subject, and html or text. */
async function take(context: WebContext, request: Request): Promise<Response> {
  const given = (await request.json().catch(() => null)) as Given | null;
  const words = (value: unknown) => (typeof value === 'string' ? value : '');
  const to = words(Array.isArray(given?.to) ? given.to[0] : given?.to);
  if (!given || !to.includes('@') || !words(given.subject)) {
    return json({ error: 'to and subject are needed, with html or text' }, 422);
  }
  const mail = sendMail(context.store, {
    to,
    subject: words(given.subject),
    html: words(given.html),
    text: words(given.text),
    ...(words(given.from) ? { from: words(given.from) } : {}),
  });
  return json({ id: String(mail.id) }, 201);
}

function clear(context: WebContext): Response {
  for (const { id } of listMails(context.store, 10_000)) context.store.mails.delete(id);
  return new Response(null, { status: 303, headers: { location: '/' } });
}
