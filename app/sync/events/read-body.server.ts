// Reads a request's body up to the door's limit: what is longer is not kept in memory.
import type { IncomingMessage } from 'node:http';
import { BODY_LIMIT_BYTES } from './receive-webhook.server.ts';

/**
 * The raw bytes, or null if there are more than the door takes; the request stays open then, for
 * an answer.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length']) > BODY_LIMIT_BYTES) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).byteLength;
    if (size > BODY_LIMIT_BYTES) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks, size);
}
