// Neighbouring ports for a devstore and what belongs to it.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A devstore with all its surfaces, app, database and worker. */
const PORTS = 9;

/**
 * The first of some neighbouring ports that are all free, below those that the system gives to
 * outgoing connections: one of these could be taken between the asking and the listening. Two that
 * ask at once get different ones, unless they are very unlucky.
 */
export async function freeBlock(): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 1_200) * 10;
    const ports = Array.from({ length: PORTS }, (_, offset) => first + offset);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const answer = await Promise.race([
    once(server.listen(port, '127.0.0.1'), 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false);
  server.close();
  return answer;
}
