// How a code looks: easy to read aloud, hard to guess, and never a word.

/** Without vowels no word appears, without 0 O 1 I L no letter is taken for a digit. */
export const ALPHABET = '23456789BCDFGHJKMNPQRSTVWXYZ';
/**
 * 28^12 is 57 bits: at a million guesses a second one of a million codes is found after hours of
 * Shopify's checkout.
 */
const LENGTH = 12;
/**
 * Bytes that a code is made of: 28^12 of 2^96, so that no code is likelier than another by more
 * than 2^-38.
 */
export const CODE_BYTES = 12;

/** A code out of random or derived bytes: 'RW-7Q4M-K2XP-9TBC'. An empty prefix leaves it out. */
export function codeOf(bytes: Uint8Array, prefix: string): string {
  if (bytes.length < CODE_BYTES) throw new RangeError(`a code needs ${CODE_BYTES} bytes`);
  let number = 0n;
  for (const byte of bytes.subarray(0, CODE_BYTES)) number = number * 256n + BigInt(byte);
  const base = BigInt(ALPHABET.length);
  let text = '';
  for (let place = 0; place < LENGTH; place++) {
    text += ALPHABET[Number(number % base)];
    number /= base;
  }
  const groups = text.match(/.{4}/g)!.join('-');
  return prefix === '' ? groups : `${prefix}-${groups}`;
}

/** As Shopify compares codes: without regard to case. */
export const normalCode = (code: string): string => code.trim().toUpperCase();

/** Gift cards take 8 to 20 letters and digits and nothing between them. */
export const giftCardCodeOf = (bytes: Uint8Array): string => codeOf(bytes, '').replaceAll('-', '');
