// Shopify's CLI replaces process.env.SHOPIFY_APP_URL by the app's address when it bundles an
// extension.
declare const process: { env: { SHOPIFY_APP_URL: string } };
/** The theme's panel carries its style sheet as text, for its shadow root. */
declare module '*.css' {
  const text: string;
  export default text;
}
