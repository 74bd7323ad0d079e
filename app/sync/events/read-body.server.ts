// Reads a request's body up to the door's limit: what is longer is not kept in memory.
import { BODY_LIMIT_BYTES } from './receive-webhook.server.ts';

/** The raw bytes, or null if there are more than the door takes. */
export async function readBody(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length')) > BODY_LIMIT_BYTES) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (!request.body) return Buffer.alloc(0);
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > BODY_LIMIT_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
