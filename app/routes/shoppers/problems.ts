// Every reason for which a shopper can be refused: its status, and a sentence for developers. The
// shopper reads the text that the extension keeps under the same key.

const problems: Record<string, [status: number, message: string]> = {
  'bad-request': [400, 'The request is not as contract.ts describes it.'],
  'bad-signature': [401, 'Not signed by the app proxy of a shop, or older than 90 seconds.'],
  'not-signed-in': [401, 'No valid session token of this app; get a new one and ask again.'],
  'key-may-not': [403, 'This key may not see or exchange points; the merchant chooses that.'],
  'sign-in': [403, 'Only for customers who are signed in.'],
  join: [403, 'Only for members; join first.'],
  blocked: [403, 'The merchant has shut this member out.'],
  'shop-unknown': [404, 'Encore is not installed in this shop.'],
  'not-found': [404, 'There is no such thing, or it is not the caller’s.'],
  'not-json': [415, 'Send a body of type application/json that is JSON.'],
  'too-many-requests': [429, 'Too often; wait as long as Retry-After says.'],
  'try-again': [503, 'Something failed here; nothing was changed that a repeat would double.'],
};

/** Everything else is a refusal of the matter itself: understood, allowed to ask, and no. */
const REFUSED = 409;

export const statusOf = (reason: string): number => problems[reason]?.[0] ?? REFUSED;

export const problemOf = (reason: string): { reason: string; message: string } => ({
  reason,
  message: problems[reason]?.[1] ?? `Refused: ${reason}.`,
});
