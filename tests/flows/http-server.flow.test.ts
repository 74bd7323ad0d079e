// The HTTP server as it runs in production: a process of its own, on a database of its own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { buildWhatIsNot } from '../../devstore/launch/build.ts';
import { freePort } from '../../devstore/launch/postgres.ts';

const root = path.resolve(import.meta.dirname, '../..');
const databases: string[] = [];
let running: Server;

/** Shopify's library turns away what does not look like a browser. */
const browser: RequestInit = {
  redirect: 'manual',
  headers: { 'user-agent': 'Mozilla/5.0 Chrome/147.0.0.0 Safari/537.36' },
};

type Server = { child: ChildProcess; url: string; port: number; log: () => string };

async function onServer(sql: string) {
  const client = new pg.Client({ connectionString: `${inject('postgresUrl')}/postgres` });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function start(): Promise<Server> {
  const name = `flow_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE template_encore`);
  databases.push(name);
  const port = await freePort();
  const child = spawn(process.execPath, ['app/serve.server.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: `${inject('postgresUrl')}/${name}`,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'info',
    },
  });
  let text = '';
  child.stdout!.on('data', (chunk) => {
    text += chunk;
  });
  const url = `http://127.0.0.1:${port}`;
  while (!text.includes('app listens')) {
    await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
    if (child.exitCode !== null) throw new Error(`The server ended:\n${text}`);
  }
  return { child, url, port, log: () => text };
}

beforeAll(async () => {
  await buildWhatIsNot(() => {});
  running = await start();
}, 120_000);

afterAll(async () => {
  if (running.child.exitCode === null) {
    const gone = once(running.child, 'exit');
    running.child.kill('SIGTERM');
    await gone;
  }
  for (const name of databases) await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
});

describe('the HTTP server', () => {
  it('says that it lives, and that it is ready while the database answers', async () => {
    for (const door of ['live', 'ready']) {
      const response = await fetch(`${running.url}/health/${door}`);
      expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
    }
  });

  it('says that it is not ready while the database is away, and recovers by itself', async () => {
    const name = databases[0]!;
    const ready = async () => (await fetch(`${running.url}/health/ready`)).status;
    await onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await onServer(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
    );
    expect(await ready()).toBe(503);
    expect((await fetch(`${running.url}/health/live`)).status).toBe(200);
    await onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    expect(await ready()).toBe(200);
  });

  it('lets only a shop’s own admin frame it', async () => {
    const bare = await fetch(running.url);
    expect(bare.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const bounce = await fetch(
      `${running.url}/auth/session-token?shop=demo.myshopify.com&shopify-reload=/app`,
      browser,
    );
    expect(await bounce.text()).toContain('app-bridge.js');
    expect(bounce.headers.get('content-security-policy')).toMatch(
      /^frame-ancestors https:\/\/demo\.myshopify\.com https:\/\/admin\.shopify\.com /,
    );
    expect(bare.headers.get('x-content-type-options')).toBe('nosniff');
    expect(bare.headers.get('x-powered-by')).toBeNull();
  });

  it('sends who comes without Shopify to the install page of the shop, or to the front page', async () => {
    const login = (query: string) => fetch(`${running.url}/auth/login${query}`, browser);
    const known = await login('?shop=demo.myshopify.com');
    expect(known.headers.get('location')).toBe(
      'https://admin.shopify.com/store/demo/oauth/install?client_id=encore-test-key',
    );
    expect((await login('?shop=evil.example')).headers.get('location')).toBe('/');
    expect((await login('')).headers.get('location')).toBe('/');
  });

  it.each([
    ['GET', '/app/settings.data?_routes=routes%2Fadmin%2Fsettings'],
    ['GET', '/app.data'],
    ['POST', '/app/settings.data'],
    ['GET', '/app/settings/data/export/orders'],
  ])('asks App Bridge for a fresh token: %s %s', async (method, path) => {
    const headers = { ...browser.headers, authorization: 'Bearer stale.token.x' };
    const response = await fetch(running.url + path, { method, headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('x-shopify-retry-invalid-session-request')).toBe('1');
  });

  it('lets browsers keep hashed files for ever, compressed, and knows no others', async () => {
    const file = readdirSync(path.join(root, 'build/client/assets')).find((name) =>
      /^components-.*\.js$/.test(name),
    );
    const response = await fetch(`${running.url}/assets/${file}`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect((await fetch(`${running.url}/assets/other.js`)).status).toBe(404);
  });

  it('names a shopper’s request in the answer and in the log, without its query', async () => {
    const response = await fetch(`${running.url}/api/account/wallet?locale=x&email=a@b.example`);
    const id = response.headers.get('x-request-id');
    await vi.waitFor(() => expect(running.log()).toContain(`"requestId":"${id}"`));
    const line = running
      .log()
      .split('\n')
      .find((text) => text.includes(`"requestId":"${id}"`))!;
    expect(JSON.parse(line)).toMatchObject({ surface: 'account', door: 'wallet', status: 401 });
    expect(line).not.toContain('example');
  });

  it('does not start without its settings, and says which with a sentence and no stack', () => {
    const { status, stderr } = spawnSync(process.execPath, ['app/serve.server.ts'], {
      cwd: root,
      encoding: 'utf8',
      env: { NODE_ENV: 'production', PATH: process.env.PATH, SHOPIFY_APP_URL: 'not an address' },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^Encore cannot start, these settings are wrong \(see \.env\.example\):\n/,
    );
    expect(stderr).toContain('  DATABASE_URL: is not set\n');
    expect(stderr).toContain('  SHOPIFY_APP_URL: Invalid URL\n');
    expect(stderr).not.toContain('    at ');
  });

  it('refuses a body above the limit, announced or not', async () => {
    for (const door of ['/webhooks', '/app']) {
      expect(await sendRaw(running.port, door, 13 << 20, 'x')).toMatch(/^HTTP\/1\.1 413 /);
    }
    const chunk = `${(1 << 20).toString(16)}\r\n${'x'.repeat(1 << 20)}\r\n`;
    const unannounced = await sendRaw(running.port, '/webhooks', null, chunk.repeat(13));
    expect(unannounced).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('takes a large file of members, and none that is too large', async () => {
    const door = '/app/members/import.data';
    const answer = await fetch(`${running.url}${door}`, {
      ...{ method: 'POST', body: 'x'.repeat(13 << 20), redirect: 'manual' },
      headers: { 'content-type': 'text/plain' },
    });
    // Nobody has signed in; the size is no reason to refuse.
    expect(answer.status).not.toBe(413);
    expect(answer.status).toBeLessThan(500);
    expect(await sendRaw(running.port, door, 600 << 20, 'x')).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('writes requests to the log without queries, numbers and addresses', async () => {
    await fetch(`${running.url}/app/customers/5123456?id_token=secret&q=Anna`, {
      redirect: 'manual',
    });
    while (!running.log().includes('"path":"/app/customers/:n"')) {
      await once(running.child.stdout!, 'data');
    }
    expect(running.log()).not.toMatch(/secret|Anna|5123456|127\.0\.0\.1/);
  });

  it('finishes what is under way when it is told to stop, and takes nothing new', async () => {
    const own = await start();
    const slow = connect(own.port, '127.0.0.1');
    slow.write('POST /app HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab');
    let answer = '';
    slow.on('data', (chunk) => {
      answer += chunk;
    });
    await fetch(`${own.url}/health/live`);
    const gone = once(own.child, 'exit');
    own.child.kill('SIGTERM');
    while (!own.log().includes('app stops')) await once(own.child.stdout!, 'data');
    await expect(fetch(`${own.url}/health/live`)).rejects.toThrow();
    slow.end('cde');
    const [code] = await gone;
    expect(code).toBe(0);
    expect(answer).toMatch(/^HTTP\/1\.1 [2-5]\d\d /);
  });
});

/**
 * Posts to a door, announcing `length` bytes or (null) sending chunks, and gives the beginning of
 * the answer.
 */
function sendRaw(port: number, door: string, length: number | null, body: string): Promise<string> {
  const size = length === null ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`POST ${door} HTTP/1.1\r\nHost: x\r\n${size}\r\n\r\n${body}`);
    });
    socket.once('data', (chunk) => {
      resolve(String(chunk));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
