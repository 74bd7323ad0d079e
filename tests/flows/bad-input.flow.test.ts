// Nonsense at every door: every page and every action of the admin, and everything that the world
// can reach. Nothing may answer 500: whoever asks nonsense is told so.
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import routes from '../../app/routes.ts';
import { buildWhatIsNot } from '../../devstore/launch/build.ts';
import { apiKey, apiSecret, Stack } from '../setup/stack.ts';

const root = path.resolve(import.meta.dirname, '../../app');
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/147.0.0.0 Safari/537.36';

/** What people, scripts and broken pages send instead of what is asked for. */
const NONSENSE = [
  '',
  ' ',
  'null',
  '0',
  '-1',
  '1.5',
  '1e400',
  '99999999999999999999999',
  '9223372036854775808',
  'NaN',
  "'; DROP TABLE shop; --",
  '<script>alert(1)</script>',
  '\u0000',
  '\ud800',
  'สวัสดี🙂',
  '2026-13-45',
  '2026-02-31',
  '0000-01-01',
  '9999-12-31',
  '9999-12-31T23:59',
  '0000-00-00T00:00:00Z',
  '../../etc/passwd',
  '__proto__',
  '{',
  '[]',
  '{"of":"cohort","unit":"month","cohort":"2026-01-01","age":null,"figure":"returning",' +
    '"split":{"kind":"tag","value":"a\\u0000b"}}',
  '{"of":"range","figure":"lost","start":"0000-01-01","end":"9999-12-31","windowDays":null}',
  '{"__proto__":1,"id":{},"kind":[],"points":1e99}',
  'x'.repeat(5000),
];

type Page = { address: string; file: string };

const pages: Page[] = routes.flatMap((entry) =>
  (entry.children ?? []).flatMap(({ path: address, file }) =>
    address ? [{ address, file: path.join(root, file) }] : [],
  ),
);
const forms = pages.filter(({ file }) => /function action\(/.test(readFileSync(file, 'utf8')));
const PARAMETERS = wordsOf(path.join(root, 'routes'), /\.(?:get|getAll|has)\('(\w+)'\)/g);

let stack: Stack;
let app: string;
beforeAll(async () => {
  await buildWhatIsNot(() => {});
  stack = await Stack.start({ customers: 8 });
  app = (await stack.startApp()).url;
  await stack.startWorker();
  await stack.install();
  await stack.until('the import is through', 60, async () => {
    const { rows } = await stack.database.query(
      'SELECT 1 FROM import_run WHERE finished_at IS NOT NULL',
    );
    return rows.length > 0;
  });
  await asMerchant('app/programme', form({ intent: 'start', start: 'ever' }));
}, 120_000);
afterAll(() => stack.stop());

describe('a page of the admin', () => {
  it.each(pages)('$address stands nonsense in its address', async ({ address, file }) => {
    const failures = await failuresOf(NONSENSE, (nonsense) => {
      const query = new URLSearchParams([...PARAMETERS].map((name) => [name, nonsense]));
      const filled = address.replace(/:\w+|\*/g, encoded(nonsense) || 'x');
      // Of a page only what its loader gives; that of a file is the file.
      return asMerchant(`${filled}${file.endsWith('.tsx') ? '.data' : ''}?${query}`);
    });
    expect(failures).toEqual([]);
  });

  it.each(forms)('$address refuses nonsense in its forms', async ({ address, file }) => {
    // Whatever stands before a colon may be the name of a field; of the others nobody takes note.
    const fields = wordsOf(path.dirname(file), /\b([a-z]\w{1,24})\??:|\.get(?:All)?\('(\w+)'\)/g);
    const intents = wordsIn(readFileSync(file, 'utf8'), /(?:intent(?: ===|:)|case) '([\w-]+)'/g);
    const url = address.replace(/:\w+|\*/g, '1');
    for (const intent of ['', 'nonsense', ...intents]) {
      const failures = await failuresOf(NONSENSE, (nonsense) => {
        const given = Object.fromEntries([...fields].map((name) => [name, nonsense]));
        return asMerchant(`${url}.data`, form({ ...given, intent, what: intent }));
      });
      expect(failures, `intent ${intent}`).toEqual([]);
    }
  });

  it.each(pages)('$address stands bodies and methods that no form sends', async ({ address }) => {
    const url = address.replace(/:\w+|\*/g, '1');
    const type = (value: string) => ({ 'content-type': value });
    const requests: RequestInit[] = [
      { method: 'POST' },
      { method: 'POST', body: '{"a":', headers: type('application/json') },
      { method: 'POST', body: 'nothing', headers: type('multipart/form-data; boundary=x') },
      { method: 'POST', body: new Uint8Array([0xff, 0, 0x80]), headers: type('image/png') },
      { method: 'PUT', body: 'a=1', headers: type('application/x-www-form-urlencoded') },
      { method: 'DELETE' },
    ];
    const statuses = await Promise.all(requests.map((request) => asMerchant(url, request)));
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
  });
});

const SHOPPER_DOORS = [
  ...readFileSync(path.join(root, 'routes/shoppers/doors.server.ts'), 'utf8').matchAll(
    /^ {2}(\w+): door\(/gm,
  ),
].map(([, name]) => name!);

describe('a door to the world', () => {
  const OPEN_DOORS = ['webhooks', 'api/v1/events', 'api/staff/member', 'api/flow/give-points'];
  it.each([...OPEN_DOORS, 'auth/login', 'auth/session-token', 'auth/x', '', 'proxy/wallet'])(
    '/%s turns strangers away',
    async (address) => {
      const failures = await failuresOf(NONSENSE, async (nonsense) => {
        const query = new URLSearchParams({ shop: nonsense, host: nonsense, id_token: nonsense });
        const answers = [
          {},
          { method: 'POST', body: nonsense },
          { method: 'POST', body: JSON.stringify({ a: nonsense }), headers: signedWith(nonsense) },
        ].map((request) =>
          fetch(`${app}/${address}?${query}`, {
            redirect: 'manual',
            ...request,
            headers: { 'user-agent': BROWSER, ...request.headers },
          }),
        );
        return worstOf(answers);
      });
      expect(failures).toEqual([]);
    },
  );

  it.each(SHOPPER_DOORS)('/api/account/%s refuses a shopper’s nonsense', async (door) => {
    const words = wordsOf(path.join(root, 'shoppers'), /^ {4,}(\w{2,20}):/gm);
    let customer = 1000;
    const failures = await failuresOf(
      [...NONSENSE, null, {}, [[]], -1, 1e300, true],
      (nonsense) => {
        customer += 1; // a new one each time, or the pace of one ends it
        const given = Object.fromEntries([...words].map((name) => [name, nonsense]));
        const query = [...words].map((name) => `${name}=${encoded(String(nonsense)).slice(0, 40)}`);
        const headers = {
          authorization: `Bearer ${sessionToken(customer)}`,
          'content-type': 'application/json',
        };
        const at = `${app}/api/account/${door}`;
        const post = (body: unknown) =>
          fetch(at, { method: 'POST', body: JSON.stringify(body), headers });
        return worstOf([
          fetch(`${at}?${query.join('&').slice(0, 8000)}`, { headers }),
          post(given),
          post(nonsense),
        ]);
      },
    );
    expect(failures).toEqual([]);
  });
});

async function worstOf(answers: Promise<Response>[]): Promise<number> {
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  return Math.max(...statuses);
}

/** The statuses from 500 on, with the nonsense that brought them; a few requests at a time. */
async function failuresOf<T>(nonsense: T[], ask: (given: T) => Promise<number>) {
  const failures: string[] = [];
  for (let at = 0; at < nonsense.length; at += 6) {
    const some = nonsense.slice(at, at + 6);
    const statuses = await Promise.all(some.map(ask));
    statuses.forEach((status, index) => {
      if (status >= 500) failures.push(`${status} ${JSON.stringify(some[index]).slice(0, 60)}`);
    });
  }
  return failures;
}

/** As App Bridge hands it out; good for a minute, taken anew after twenty seconds. */
let known = { token: '', until: 0 };
async function idToken(): Promise<string> {
  if (Date.now() > known.until) {
    const { token } = await stack.control<{ token: string }>('GET', '/id-token');
    known = { token, until: Date.now() + 20_000 };
  }
  return known.token;
}

/** A request of the shop's owner; the status of its answer. */
async function asMerchant(address: string, request: RequestInit = {}): Promise<number> {
  const token = await idToken();
  const answer = await fetch(`${app}/${address}`, {
    redirect: 'manual',
    ...request,
    headers: { ...request.headers, 'user-agent': BROWSER, authorization: `Bearer ${token}` },
  });
  await answer.arrayBuffer();
  return answer.status;
}

const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
});

const encoded = (text: string) => encodeURIComponent(text.toWellFormed().slice(0, 500));

/** Every word that a pattern finds in the sources of a folder. */
function wordsOf(folder: string, pattern: RegExp): Set<string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const text = names
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
  return wordsIn(text, pattern);
}

function wordsIn(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].map(([, one, other]) => (one ?? other)!));
}

const signedWith = (nonsense: string): Record<string, string> => ({
  'content-type': 'application/json',
  'x-shopify-hmac-sha256': encoded(nonsense),
  'x-shopify-topic': encoded(nonsense),
  'x-shopify-shop-domain': 'demo.myshopify.com',
  authorization: `Bearer ${encoded(nonsense)}`,
});

/** As Shopify signs one for an extension in the customer account. */
function sessionToken(customer: number): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    dest: 'https://demo.myshopify.com',
    aud: apiKey,
    sub: `gid://shopify/Customer/${customer}`,
    exp: now + 60,
    nbf: now - 1,
  };
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', apiSecret).update(text).digest('base64url')}`;
}
