// What a merchant reads for each kind of input that could not be used.

const reasons: Record<string, string> = {
  'not-json': 'A line that Shopify sent could not be read.',
  'another-shape': 'It has another form than Shopify documents.',
  'unknown-object': 'It is of a kind that Encore does not know.',
  'unknown-currency': 'Its currency is not known, so it has no amount.',
  'not-an-amount': 'An amount in it is not a number, or larger than any sale.',
  'not-a-date': 'A date in it cannot be read, or is centuries away.',
  'no-id': 'It has no number to know it by.',
  'more-like-these': 'More lines of this file could not be used than are kept one by one.',
  'shopify-fault': 'Shopify failed to give it, while it gave others.',
  'too-large': 'It is larger than anything Shopify should send.',
  'job-failed': 'Work in the background failed on every try. The log says why.',
  ShopifyUnreachable: 'Shopify could not be reached on any try.',
  ShopifyThrottled: 'Shopify asked to wait on every try.',
  ShopifyRefused: 'Shopify refused what was asked on every try.',
  'unknown-timezone': 'Encore does not know it yet: days still begin by the one before.',
  'unknown-topic': 'A notice of a kind that Encore does not listen to.',
};

/** Shopify's own codes for a bulk operation that came to nothing. */
const failures: Record<string, string> = {
  ACCESS_DENIED: 'Shopify does not allow Encore to read it.',
  INTERNAL_SERVER_ERROR: 'Shopify could not write the file.',
  TIMEOUT: 'Shopify took too long to write the file.',
  cancelled: 'It was stopped before its end.',
};

/** Why a part of an import failed. */
export const failureWords = (reason: string): string => failures[reason] ?? `${reason}.`;

/** What a part of an import or of the nightly comparison is called. */
export const partWords = (name: string): string =>
  ({
    import: 'Import',
    products: 'Products',
    customers: 'Customers',
    orders: 'Orders',
    census: 'Nightly comparison of orders',
    'census/customers': 'Nightly comparison of customers',
    'census/products': 'Nightly comparison of products',
  })[name] ?? name.replace(/^orders\/(.+)$/, 'Orders from $1 on');

const sources = {
  import: 'Import',
  webhook: 'Notice from Shopify',
  reconcile: 'Comparison',
  job: 'Work in the background',
};

/** Why something was kept aside. */
export const issueWords = (reason: string): string =>
  reasons[reason] ?? failures[reason] ?? `Kept aside: ${reason.replaceAll('-', ' ')}.`;

export const sourceWords = (source: keyof typeof sources): string => sources[source];

/** A line of a bulk file: nothing but its place is known of it. */
const LINE = /^(\S+) at byte (\d+)$/;
export const isLine = (subject: string): boolean => LINE.test(subject);

/** 'Order 5123' for gid://shopify/Order/5123, 'Job sync/reconcile' for that job. */
export const subjectWords = (subject: string): string =>
  subject
    .replace(/^time zone$/, 'Time zone of your shop')
    .replace(/^part (.+)$/, (_, name: string) => partWords(name))
    .replace(LINE, (_, name: string, byte: string) => `${partWords(name)}, line at byte ${byte}`)
    .replace(/^gid:\/\/shopify\/(\w+)\/(\d+)$/, '$1 $2')
    .replace(/^job\/\d+\/(.+)$/, 'Job $1')
    .replace(/^job\/([^#]+)#.*$/, 'Job $1');

/** What Shopify refused to write on a customer. */
export function refusedWords(refused: {
  hasFacts: boolean;
  hasTags: boolean;
  tags: readonly string[];
}): string {
  const tags = refused.tags.length > 0 ? `the tags ${refused.tags.join(', ')}` : 'fewer tags';
  const parts = [
    ...(refused.hasFacts ? [] : ['points and tier']),
    ...(refused.hasTags ? [] : [tags]),
  ];
  return `${parts.join(', and ')}.`;
}
