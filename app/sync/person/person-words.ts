// How a person's data is written for comparing and searching: the same name or address always as
// the same text.
import type { Person } from '../rows.ts';

const SHORTEST = 2;
const LONGEST = 12;

/** Lower case, without accents; 'Žižková' gives 'zizkova'. */
export const foldText = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

/** An e-mail address for comparing: trimmed and in lower case. */
export const foldEmail = (email: string) => email.trim().toLowerCase();

/** Providers for whom dots in the name and everything after a plus are the same mailbox. */
const DOTLESS = new Set(['gmail.com', 'googlemail.com']);

/**
 * The mailbox behind an address: 'A.N.N.A+shop@googlemail.com' and 'anna@gmail.com' are one. What
 * follows a plus is an alias at every large provider; dots are only at Google's.
 */
export function canonicalEmail(email: string): string {
  const [local = '', domain = ''] = email.trim().toLowerCase().split('@');
  const [mailbox = ''] = local.split('+');
  const isDotless = DOTLESS.has(domain);
  return `${isDotless ? mailbox.replaceAll('.', '') : mailbox}@${isDotless ? 'gmail.com' : domain}`;
}

/** The digits of a phone number, international prefix without zeros. */
export const foldPhone = (phone: string) => phone.replace(/\D/g, '').replace(/^0+/, '');

/** The words a merchant can find a person by. */
export function wordsOf(person: Person): string[] {
  const names = `${person.firstName ?? ''} ${person.lastName ?? ''}`;
  const email = person.email ? foldEmail(person.email) : '';
  const [local = '', domain = ''] = email.split('@');
  const digits = person.phone ? foldPhone(person.phone) : '';
  const words = [...splitWords(names), ...splitWords(local), local, domain, digits];
  return [...new Set(words.filter((word) => word.length >= SHORTEST))];
}

/** The prefixes of all words of a person, as the blind index holds them. */
export function prefixesOf(person: Person): string[] {
  const prefixes = new Set<string>();
  for (const word of wordsOf(person)) {
    const letters = [...word].slice(0, LONGEST);
    for (let length = SHORTEST; length <= letters.length; length++) {
      prefixes.add(letters.slice(0, length).join(''));
    }
  }
  return [...prefixes];
}

/** The prefixes that a search text asks for, one a word; all of them must be found. */
export function searchPrefixes(text: string): string[] {
  const phone = /^[\d\s()+-]{4,}$/.test(text.trim()) ? [foldPhone(text)] : null;
  const words =
    phone ??
    foldText(text)
      .trim()
      .split(/[\s,;@]+/);
  return words
    .map((word) => [...word].slice(0, LONGEST).join(''))
    .filter((word) => word.length >= SHORTEST);
}

const splitWords = (text: string) => foldText(text).split(/[^\p{L}\p{N}]+/u);
