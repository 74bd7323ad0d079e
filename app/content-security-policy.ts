// What a page of the admin may load, run and reach. A script that somebody smuggles into a page
// neither runs nor has anywhere to send what it reads.

export type PolicyInput = {
  /** Fresh for each document; Remix's own inline scripts carry it. */
  nonce: string;
  /** The `frame-ancestors …` of Shopify's library, which names the shop's admin; null: nobody. */
  frameAncestors: string | null;
  /** Where App Bridge comes from instead of Shopify's CDN: the local Shopify. */
  appBridgeUrl: string | undefined;
  /** Vite's reload speaks over a web socket. */
  isDevelopment: boolean;
};

const SHOPIFY_CDN = 'https://cdn.shopify.com';
/** App Bridge reports web vitals and faults to these; Built for Shopify measures by them. */
const SHOPIFY_REPORTS = ['https://*.shopify.com', 'https://*.shopifysvc.com'];

/** The value of the Content-Security-Policy header. */
export function contentSecurityPolicy(input: PolicyInput): string {
  const bridge = input.appBridgeUrl ? [new URL(input.appBridgeUrl).origin] : [];
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${input.nonce}'`, SHOPIFY_CDN, ...bridge],
    // Polaris and the plots set styles on elements; no nonce covers an attribute.
    'style-src': ["'self'", "'unsafe-inline'", SHOPIFY_CDN],
    'img-src': ["'self'", 'data:', SHOPIFY_CDN, ...bridge],
    'font-src': ["'self'", SHOPIFY_CDN],
    'connect-src': [
      "'self'",
      ...SHOPIFY_REPORTS,
      ...bridge,
      ...(input.isDevelopment ? ['ws:'] : []),
    ],
    'frame-src': ["'self'", ...SHOPIFY_REPORTS, ...bridge],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
  };
  const own = Object.entries(directives).map(([name, sources]) => `${name} ${sources.join(' ')}`);
  const ancestors = (input.frameAncestors ?? "frame-ancestors 'none'").replace(/;\s*$/, '');
  return [...own, ancestors].join('; ');
}
