// Text, hash and colour filters of Shopify that liquidjs does not have.
import { createHash, createHmac } from 'node:crypto';
import { escapeHtml, type Filter, factsOf } from './facts.ts';

const digest = (algorithm: string) => (text: unknown) =>
  createHash(algorithm)
    .update(String(text ?? ''))
    .digest('hex');
const hmac = (algorithm: string) => (text: unknown, key: unknown) =>
  createHmac(algorithm, String(key ?? ''))
    .update(String(text ?? ''))
    .digest('hex');

/** Shopify's handle of a title: lower case, letters and digits joined by single hyphens. */
export function handleize(text: unknown): string {
  return String(text ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

function camelize(text: unknown): string {
  return String(text ?? '')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Red, green and blue of #rgb, #rrggbb or rgb(…); black for anything else. */
function channels(colour: unknown): [number, number, number] {
  const text = String(colour ?? '').trim();
  const numbers = /^rgba?\((.*)\)$/.exec(text)?.[1]?.split(/[\s,/]+/);
  if (numbers) return [Number(numbers[0]), Number(numbers[1]), Number(numbers[2])];
  const digits = text.replace('#', '');
  const full = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  const value = Number.parseInt(full, 16);
  if (!/^[0-9a-f]{6}$/i.test(full)) return [0, 0, 0];
  return [value >> 16, (value >> 8) & 255, value & 255];
}

const toHex = (rgb: number[]) =>
  `#${rgb
    .map((each) =>
      Math.round(Math.min(255, Math.max(0, each)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

/**
 * Perceived brightness from 0 to 255, by the W3C's old formula that Shopify names in its reference.
 */
function brightness(colour: unknown): number {
  const [red, green, blue] = channels(colour);
  return Math.round(((red * 299 + green * 587 + blue * 114) / 1000) * 100) / 100;
}

function mix(first: unknown, second: unknown, percent: unknown): string {
  const share = Number(percent) / 100;
  const [a, b] = [channels(first), channels(second)];
  return toHex(a.map((each, index) => each * share + b[index]! * (1 - share)));
}

function luminance(colour: unknown): number {
  const [red, green, blue] = channels(colour).map((each) => {
    const share = each / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(first: unknown, second: unknown): number {
  const [light, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a);
  return Math.round(((light! + 0.05) / (dark! + 0.05)) * 10) / 10;
}

/**
 * Dates by a strftime format (liquidjs) or by one of Shopify's named formats in the page's
 * language.
 */
const namedDates: Record<string, Intl.DateTimeFormatOptions> = {
  date: { dateStyle: 'long' },
  basic: { dateStyle: 'short' },
  abbreviated_date: { dateStyle: 'medium' },
  default: { dateStyle: 'full', timeStyle: 'short' },
  month_day: { month: 'long', day: 'numeric' },
  short_date: { dateStyle: 'short' },
};

function timeTag(
  this: ThisParameterType<Filter>,
  value: unknown,
  ...rest: (string | [string, string])[]
) {
  const instant = new Date(value === 'now' ? Date.now() : String(value));
  const named = rest.find((each) => Array.isArray(each) && each[0] === 'format');
  const options = namedDates[named?.[1] ?? 'default'] ?? namedDates.default;
  const text = new Intl.DateTimeFormat(factsOf(this).locale, options).format(instant);
  return `<time datetime="${instant.toISOString()}">${escapeHtml(text)}</time>`;
}

export const textFilters = {
  handle: handleize,
  handleize,
  camelize,
  camelcase: camelize,
  pluralize: (count: unknown, one: unknown, other: unknown) => (Number(count) === 1 ? one : other),
  md5: digest('md5'),
  sha1: digest('sha1'),
  sha256: digest('sha256'),
  hmac_sha1: hmac('sha1'),
  hmac_sha256: hmac('sha256'),
  url_escape: (text: unknown) => encodeURI(String(text ?? '')),
  url_param_escape: (text: unknown) => encodeURIComponent(String(text ?? '')),
  color_to_rgb: (colour: unknown) => `rgb(${channels(colour).join(', ')})`,
  color_to_hex: (colour: unknown) => toHex(channels(colour)),
  color_extract: (colour: unknown, channel: unknown) =>
    channels(colour)[['red', 'green', 'blue'].indexOf(String(channel))] ?? 0,
  color_brightness: brightness,
  color_contrast: contrast,
  color_mix: mix,
  color_lighten: (colour: unknown, percent: unknown) => mix('#ffffff', colour, percent),
  color_darken: (colour: unknown, percent: unknown) => mix('#000000', colour, percent),
  color_modify: (colour: unknown, name: unknown, value: unknown) =>
    name === 'alpha' ? `rgba(${channels(colour).join(', ')}, ${Number(value)})` : String(colour),
  time_tag: timeTag,
  weight_with_unit: (grams: unknown) => `${Number(grams) / 1000} kg`,
};
