import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LoaderFunctionArgs, writeReadableStreamToWritable } from '@remix-run/node';
import { expect, test } from 'vitest';
import { csvFile } from './file-answer.server.ts';

const BATCHES = 4000;

/** Asks a server of its own for a file of 40 MB; `made` counts the batches read for it. */
async function askForFile() {
  const count = { made: 0 };
  async function* batches() {
    for (; count.made < BATCHES; count.made++) yield [['x'.repeat(10_000), count.made]];
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
  return { count, server, answer };
}

/** Until nothing more is made: what a socket and its buffers hold, and not the 40 MB. */
async function standsStill(count: { made: number }) {
  for (let before = -1; before !== count.made; ) {
    before = count.made;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(count.made).toBeLessThan(BATCHES / 2);
}

test('a file is read no faster than it is taken', async () => {
  const { count, server, answer } = await askForFile();
  await standsStill(count);
  let size = 0;
  answer.on('data', (chunk: Buffer) => {
    size += chunk.length;
  });
  answer.resume();
  await once(answer, 'end');
  expect(count.made).toBe(BATCHES);
  expect(size).toBeGreaterThan(BATCHES * 10_000);
  server.close();
});

test('a file is read no further when its reader has gone', async () => {
  const { count, server, answer } = await askForFile();
  await standsStill(count);
  answer.destroy();
  server.close();
  await once(server, 'close');
  await standsStill(count);
});
