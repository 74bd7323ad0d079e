import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LoaderFunctionArgs, writeReadableStreamToWritable } from '@remix-run/node';
import { expect, test } from 'vitest';
import { csvFile } from './file-answer.server.ts';

const BATCHES = 4000;

test('a file is read no faster than it is taken', async () => {
  let made = 0;
  async function* batches() {
    for (; made < BATCHES; made++) yield [['x'.repeat(10_000), made]];
  }
  const server = createServer((_request, response) => {
    const args = { context: { response } } as unknown as LoaderFunctionArgs;
    const { body } = csvFile(args, 'all.csv', ['text', 'number'], batches());
    writeReadableStreamToWritable(body!, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = request({ port: (server.address() as AddressInfo).port });
  asked.end();
  const [answer] = await once(asked, 'response');
  answer.pause();
  // Until nothing more is made: what a socket and its buffers hold, and not the 40 MB.
  for (let before = -1; before !== made; ) {
    before = made;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(made).toBeLessThan(BATCHES / 2);
  let size = 0;
  answer.on('data', (chunk: Buffer) => {
    size += chunk.length;
  });
  answer.resume();
  await once(answer, 'end');
  expect(made).toBe(BATCHES);
  expect(size).toBeGreaterThan(BATCHES * 10_000);
  server.close();
});
