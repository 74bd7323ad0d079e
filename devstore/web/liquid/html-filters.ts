// Filters that make addresses and markup.
import { escapeHtml, type Filter, factsOf } from './facts.ts';

type Named = [string, unknown];

const attributes = (named: Named[]) =>
  named
    .filter(([, value]) => value !== null && value !== undefined && value !== false)
    .map(([name, value]) => ` ${name}="${escapeHtml(value)}"`)
    .join('');

type Image = { src?: string; alt?: string; width?: number; height?: number };

/** The image behind what a theme may hand in: a path, an image, a product or a variant. */
function imageOf(value: unknown): Image {
  if (typeof value === 'string') return { src: value };
  const object = (value ?? {}) as Image & { featured_image?: Image; image?: Image };
  return object.src ? object : (object.featured_image ?? object.image ?? {});
}

function imageUrl(value: unknown, ...named: Named[]): string {
  const { src } = imageOf(value);
  if (!src) return '';
  const width = named.find((each) => Array.isArray(each) && each[0] === 'width')?.[1];
  // Drawings scale by themselves; the width stays in the address as Shopify's would have it.
  return width && !src.startsWith('data:')
    ? `${src}${src.includes('?') ? '&' : '?'}width=${width}`
    : src;
}

function imageTag(value: unknown, ...named: Named[]): string {
  const image = imageOf(value);
  const given = named.filter((each): each is Named => Array.isArray(each));
  const names = new Set(given.map(([name]) => name));
  const defaults: Named[] = [
    ['src', image.src],
    ['alt', image.alt ?? ''],
    ['width', image.width ?? 800],
    ['height', image.height ?? 800],
    ['loading', 'lazy'],
  ];
  return `<img${attributes([...defaults.filter(([name]) => !names.has(name)), ...given])}>`;
}

function assetUrl(this: ThisParameterType<Filter>, file: unknown): string {
  return `${factsOf(this).assetBase}/${String(file)}`;
}

function metafieldText(metafield: unknown): unknown {
  const value = (metafield as { value?: unknown } | null)?.value;
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

function metafieldTag(metafield: unknown): string {
  const field = metafield as { value?: unknown; type?: string } | null;
  if (field?.value === undefined || field.value === null) return '';
  const kind = escapeHtml(field.type ?? 'single_line_text_field');
  return `<span class="metafield-${kind}">${escapeHtml(field.value)}</span>`;
}

type Address = Record<string, string | null>;

function formatAddress(address: unknown): string {
  const { first_name, last_name, company, address1, address2, zip, city, country } = (address ??
    {}) as Address;
  const lines = [
    [first_name, last_name].filter(Boolean).join(' '),
    company,
    address1,
    address2,
    [zip, city].filter(Boolean).join(' '),
    country,
  ];
  return `<p>${lines.filter(Boolean).map(escapeHtml).join('<br>')}</p>`;
}

export const htmlFilters = {
  asset_url: assetUrl,
  asset_img_url: assetUrl,
  file_url: (file: unknown) => `/files/${String(file)}`,
  image_url: imageUrl,
  img_url: imageUrl,
  product_img_url: imageUrl,
  collection_img_url: imageUrl,
  image_tag: imageTag,
  img_tag: imageTag,
  stylesheet_tag: (url: unknown) =>
    `<link href="${escapeHtml(url)}" rel="stylesheet" type="text/css" media="all">`,
  script_tag: (url: unknown) => `<script src="${escapeHtml(url)}" type="text/javascript"></script>`,
  preload_tag: (url: unknown, ...named: Named[]) =>
    `<link rel="preload" href="${escapeHtml(url)}"${attributes(named)}>`,
  link_to: (text: unknown, url: unknown) => `<a href="${escapeHtml(url)}">${String(text)}</a>`,
  within: (url: unknown) => url,
  metafield_text: metafieldText,
  metafield_tag: metafieldTag,
  format_address: formatAddress,
  placeholder_svg_tag: (_name: unknown, className: unknown) =>
    `<svg class="${escapeHtml(className)}" viewBox="0 0 100 100" aria-hidden="true">` +
    '<rect width="100" height="100" fill="#e8e4dc"/></svg>',
  default_errors: (errors: unknown) =>
    errors ? `<div class="errors">${escapeHtml(errors)}</div>` : '',
  highlight: (text: unknown) => text,
  item_count_for_variant: (cart: unknown, variantId: unknown) => {
    const { items = [] } = (cart ?? {}) as { items?: { variant_id: number; quantity: number }[] };
    return items
      .filter((item) => item.variant_id === Number(variantId))
      .reduce((sum, item) => sum + item.quantity, 0);
  },
  structured_data: (object: unknown) => JSON.stringify(object ?? {}).replace(/</g, '\\u003c'),
};
