// Addresses of Shopify's admin as pages of devstore's.

const forms = [
  /^shopify:\/?\/?admin\/?(.*)$/,
  /^https:\/\/admin\.shopify\.com\/store\/[^/]+\/?(.*)$/,
  /^https:\/\/[\w-]+\.myshopify\.com\/admin\/?(.*)$/,
];

/**
 * `shopify://admin/customers/7` is `/store/demo/customers/7` here; other addresses stay as they
 * are.
 */
export function adminAddress(url: string, basePath: string): string {
  const store = basePath.split('/').slice(0, 3).join('/');
  for (const form of forms) {
    const rest = form.exec(url)?.[1];
    if (rest !== undefined) return `${store}/${rest}`;
  }
  return url;
}
