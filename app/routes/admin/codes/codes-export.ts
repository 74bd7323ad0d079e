// The codes of the list as a CSV file, written while it is read.
import { Readable } from 'node:stream';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { decimalText } from '#app/basics/money.ts';
import { type CodeRow, everyCode } from '#app/rewards/read-codes.server.ts';
import type { State } from '#app/rewards/redemptions/redemption.ts';
import { csvText } from '#app/ui/plots/csv.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { codeStates } from './words.ts';

const HEADER = [
  'code',
  'reward',
  'kind',
  'customer_id',
  'points',
  'state',
  'reason',
  'redeemed_at',
  'expires_at',
  'used_at',
  'order',
  'cost',
];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const asked = new URL(args.request.url).searchParams;
  const state = Object.keys(codeStates).find((one) => one === asked.get('state')) as State;
  const search = (asked.get('search') ?? '').slice(0, 60);
  async function* text() {
    yield csvText(HEADER, []);
    for await (const rows of everyCode(shop.id, { search, state: state ?? null })) {
      const lines = csvText(
        HEADER,
        rows.map((row) => lineOf(row, shop.currency)),
      );
      yield lines.slice(lines.indexOf('\n') + 1);
    }
  }
  const stream = Readable.toWeb(Readable.from(text())) as ReadableStream<Uint8Array>;
  return new Response(stream, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="codes.csv"',
      'cache-control': 'no-store',
    },
  });
}

const lineOf = (row: CodeRow, currency: string) => [
  row.code,
  row.rewardName,
  row.kind,
  row.customerId?.toString() ?? '',
  row.points.toString(),
  row.state,
  row.endReason,
  row.reservedAt.toISOString(),
  row.expiresAt?.toISOString(),
  row.usedAt?.toISOString(),
  row.orderName,
  row.given === null ? '' : decimalText(row.given, currency),
];
