import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerWebhook } from './answer.server.ts';

const server = http.createServer((request, response) => {
  answerWebhook(request, response);
});
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => server.close());

/** Sends everything at once, as a sender does who does not look for an early answer. */
async function post(body: Buffer): Promise<{ status: number | undefined; outcome: string }> {
  const { port } = server.address() as AddressInfo;
  const headers = { 'content-length': body.length };
  const request = http.request({ port, path: '/webhooks', method: 'POST', headers });
  request.end(body);
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  return { status: answer.statusCode, outcome: await text(answer) };
}

test('who sends too much hears of it, though the answer comes before the end', async () => {
  const refused = { status: 413, outcome: 'too-large' };
  expect(await post(Buffer.alloc(10 << 20, 'x'))).toEqual(refused);
});
