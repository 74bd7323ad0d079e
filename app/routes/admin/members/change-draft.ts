// Points to give or take, as they are typed.

/** The largest change of one member, as adjust-points.server.ts has it. */
export const MOST_POINTS = 10_000_000;

/** A minus may be typed as a hyphen, or pasted as the sign. */
const plain = (text: string) => text.trim().replace('−', '-');

/** What is wrong with points that may be below zero; undefined if nothing is. */
export function pointsError(text: string): string | undefined {
  const value = Number(plain(text));
  if (!/^[-+]?\d+$/.test(plain(text)) || value === 0) return 'A whole number like 50 or −50';
  return Math.abs(value) > MOST_POINTS ? 'At most ten million' : undefined;
}

/** Of a text without an error. */
export const signedPoints = (text: string): bigint => BigInt(plain(text).replace('+', ''));
