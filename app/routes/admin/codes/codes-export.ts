// The codes of the list as a CSV file, written while it is read.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { decimalText } from '#app/basics/money.ts';
import { type CodeRow, everyCode } from '#app/rewards/read-codes.server.ts';
import type { State } from '#app/rewards/redemptions/redemption.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { csvFile } from '../file-answer.server.ts';
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
  async function* lines() {
    for await (const rows of everyCode(shop.id, { search, state: state ?? null })) {
      yield rows.map((row) => lineOf(row, shop.currency));
    }
  }
  return csvFile(args, 'codes.csv', HEADER, lines());
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
