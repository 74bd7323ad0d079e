// devstore's own pages: Liquid templates in views/, escaped by default. (The storefront's theme is
// rendered by liquid/.)
import path from 'node:path';
import { Liquid } from 'liquidjs';
import { assetUrl } from './assets.ts';

const folder = path.join(import.meta.dirname, 'views');

const engine = new Liquid({
  root: [folder],
  partials: [path.join(folder, 'parts')],
  layouts: [path.join(folder, 'layouts')],
  extname: '.liquid',
  outputEscape: 'escape',
  strictFilters: true,
  cache: true,
});

engine.registerFilter('asset', (name: string) => assetUrl(name));
engine.registerFilter('money', (minorUnits: number | null, currency: string) =>
  minorUnits === null || minorUnits === undefined ? '–' : formatMinor(minorUnits, currency),
);
engine.registerFilter('moment', (instant: string | number | null) =>
  instant === null || instant === undefined ? '–' : formatInstant(instant),
);
engine.registerFilter('words', (code: string | null) =>
  String(code ?? '')
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(/^./, (first) => first.toUpperCase()),
);
// For <script type="application/json">: `<` would end the element early.
engine.registerFilter('script_json', (value: unknown) =>
  JSON.stringify(value ?? null).replace(/</g, '\\u003c'),
);

/** Renders views/NAME.liquid. */
export function renderView(name: string, data: Record<string, unknown>): string {
  return engine.renderFileSync(name, data) as string;
}

const digits = new Map<string, Intl.NumberFormat>();

/** Minor units of a currency as people write them, in English. */
export function formatMinor(minorUnits: number, currency: string): string {
  let format = digits.get(currency);
  if (!format) {
    format = new Intl.NumberFormat('en', { style: 'currency', currency });
    digits.set(currency, format);
  }
  const exponent = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minorUnits / 10 ** exponent);
}

function formatInstant(instant: string | number): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(instant),
  );
}
