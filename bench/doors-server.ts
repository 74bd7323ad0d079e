// What the wallet and redeem benchmarks talk to: the shopper doors on node:http as
// app/serve.server.ts mounts them, or, with --bare BYTES, a server that does nothing but answer
// with as many bytes. Prints its port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const bare = process.argv.indexOf('--bare');
const server = bare >= 0 ? bareServer(Number(process.argv[bare + 1])) : await doorsServer();
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());

function bareServer(bytes: number) {
  const body = Buffer.alloc(bytes, 'x');
  return createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes });
    response.end(body);
  });
}

async function doorsServer() {
  const { answerShopper } = await import('../app/routes/shoppers/answer.server.ts');
  return createServer((request, response) => {
    if (!answerShopper(request, response)) response.writeHead(404).end();
  });
}
