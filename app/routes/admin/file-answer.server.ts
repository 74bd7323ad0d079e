// Files that a browser saves, written while they are read: a shop's size is no matter, and neither
// is the pace at which somebody loads them.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { type CsvValue, csvText } from '#app/ui/plots/csv.ts';

declare module '@remix-run/node' {
  interface AppLoadContext {
    /** Where the answer to this request goes. */
    response: ServerResponse;
  }
}

/** A CSV file of rows that come in batches. */
export function csvFile(
  args: LoaderFunctionArgs,
  name: string,
  header: string[],
  batches: AsyncIterable<CsvValue[][]>,
): Response {
  async function* text() {
    yield csvText(header, []);
    for await (const rows of batches) {
      const lines = csvText(header, rows);
      yield lines.slice(lines.indexOf('\n') + 1);
    }
  }
  return csvAnswer(args, name, text());
}

/** A CSV file of text that is CSV already. */
export function csvAnswer(
  { context }: LoaderFunctionArgs,
  name: string,
  text: AsyncIterable<string | Uint8Array>,
): Response {
  const stream = Readable.toWeb(Readable.from(atPaceOf(context.response, text)));
  return new Response(stream as ReadableStream<Uint8Array>, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}"`,
      // Compressed, it would be gathered in front of the connection instead of waiting.
      'Cache-Control': 'no-store, no-transform',
    },
  });
}

/**
 * Remix writes whatever it is given: so the next part is given when the last one has left, and none
 * to a reader who went away.
 */
async function* atPaceOf<Part>(response: ServerResponse, parts: AsyncIterable<Part>) {
  for await (const part of parts) {
    yield part;
    if (response.writableNeedDrain) {
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    if (response.destroyed) return;
  }
}
