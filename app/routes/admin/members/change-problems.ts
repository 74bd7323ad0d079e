// Every line of a change that was left out or not undone in full, as a CSV file.
import { Readable } from 'node:stream';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { readAllProblems } from '#app/loyalty/members/bulk/read-changes.server.ts';
import { csvText } from '#app/ui/plots/csv.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { problemWords } from './change-words.ts';

const HEADER = ['line', 'problem'];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const id = args.params.id ?? '';
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Response(null, { status: 404 });
  async function* text() {
    yield csvText(HEADER, []);
    for await (const rows of readAllProblems(shop.id, id)) {
      const lines = csvText(
        HEADER,
        rows.map((row) => [row.line, problemWords((row.problem ?? row.undoProblem)!)]),
      );
      yield lines.slice(lines.indexOf('\n') + 1);
    }
  }
  const stream = Readable.toWeb(Readable.from(text())) as ReadableStream<Uint8Array>;
  return new Response(stream, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="lines.csv"',
      'cache-control': 'no-store',
    },
  });
}
