// Encrypts what is known about a person and makes the blind hashes it is found by. The keys come
// from ENCRYPTION_KEYS: the first one writes, every one reads, so a key is rotated by putting a new
// one in front.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';
import { env } from '../../env.server.ts';
import type { Person } from '../rows.ts';
import { foldEmail, prefixesOf, searchPrefixes } from './person-words.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION_BYTES = 1;

/** An HMAC with a key object costs 2 µs, with the bytes of a key 19. */
type Keys = { seal: KeyObject; hash: KeyObject };
const keys = new Map([...env.ENCRYPTION_KEYS].map(([id, secret]) => [id, derive(secret)]));
/** The number of the key that writes now. */
export const currentKeyId = [...keys.keys()][0]!;

function derive(secret: Buffer): Keys {
  const part = (purpose: string) =>
    createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32)));
  return { seal: part('encore person seal'), hash: part('encore person hash') };
}

const noise = Buffer.alloc(IV_BYTES * 1024);
let noiseUsed = noise.length;
/** Random bytes, drawn in bulk: an import seals a hundred thousand people. */
function freshIv(): Buffer {
  if (noiseUsed === noise.length) {
    randomFillSync(noise);
    noiseUsed = 0;
  }
  noiseUsed += IV_BYTES;
  return Buffer.from(noise.subarray(noiseUsed - IV_BYTES, noiseUsed));
}

/**
 * Seals `text` for one customer: key number, IV, tag and ciphertext; moved to another customer it
 * does not open.
 */
export function sealText(shopId: number, customerId: bigint, text: string): Buffer {
  const iv = freshIv();
  const cipher = createCipheriv('aes-256-gcm', keys.get(currentKeyId)!.seal, iv);
  cipher.setAAD(Buffer.from(`${shopId}:${customerId}`));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([currentKeyId]), iv, cipher.getAuthTag(), body]);
}

/**
 * The inverse of sealText. Throws if the key is not in ENCRYPTION_KEYS or the data was tampered
 * with.
 */
export function openText(shopId: number, customerId: bigint, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  const key = keys.get(bytes[0]!);
  if (!key) {
    throw new Error(`ENCRYPTION_KEYS has no key ${bytes[0]}: put it back until keys are rotated`);
  }
  const tagAt = VERSION_BYTES + IV_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key.seal, bytes.subarray(VERSION_BYTES, tagAt));
  decipher.setAAD(Buffer.from(`${shopId}:${customerId}`));
  decipher.setAuthTag(bytes.subarray(tagAt, tagAt + TAG_BYTES));
  return (
    decipher.update(bytes.subarray(tagAt + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  );
}

export type SealedPerson = {
  sealed: Buffer;
  emailHash: Buffer | null;
  searchHashes: bigint[];
};

/** The row of customer_person for one person. */
export function sealPerson(shopId: number, customerId: bigint, person: Person): SealedPerson {
  const { hash } = keys.get(currentKeyId)!;
  return {
    sealed: sealText(shopId, customerId, JSON.stringify(person)),
    emailHash: person.email ? hashEmail(shopId, person.email) : null,
    searchHashes: prefixesOf(person).map((prefix) => shortHash(hash, shopId, prefix)),
  };
}

export function openPerson(shopId: number, customerId: bigint, sealed: Uint8Array): Person {
  return JSON.parse(openText(shopId, customerId, sealed)) as Person;
}

/** What an e-mail address is found by: the number of the key that writes now, and its hash. */
export const hashEmail = (shopId: number, email: string): Buffer =>
  mailboxHash(keys.get(currentKeyId)!, currentKeyId, shopId, email);

/** The hashes an e-mail address may be stored under, one for each key in use. */
export const emailHashes = (shopId: number, email: string) =>
  [...keys].map(([id, key]) => mailboxHash(key, id, shopId, email));

const mailboxHash = ({ hash }: Keys, keyId: number, shopId: number, email: string): Buffer =>
  Buffer.concat([Buffer.from([keyId]), hashOf(hash, shopId, 'email', foldEmail(email))]);

/** For each word of a search text, the hashes it may be stored under. */
export function searchHashes(shopId: number, text: string): bigint[][] {
  return searchPrefixes(text).map((prefix) =>
    [...keys.values()].map(({ hash }) => shortHash(hash, shopId, prefix)),
  );
}

function hashOf(key: KeyObject, shopId: number, kind: string, text: string): Buffer {
  return createHmac('sha256', key).update(`${shopId}:${kind}:${text}`).digest();
}

/** 64 bits are enough to find by, and too few to be sure by. */
function shortHash(key: KeyObject, shopId: number, prefix: string): bigint {
  return hashOf(key, shopId, 'word', prefix).readBigInt64BE(0);
}
