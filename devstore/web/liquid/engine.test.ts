import { expect, test } from 'vitest';
import { createEngine } from './engine.ts';
import type { PageFacts } from './facts.ts';

const engine = createEngine(import.meta.dirname, { isCached: false });

function render(
  source: string,
  data: Record<string, unknown> = {},
  facts: Partial<PageFacts> = {},
) {
  const devstore: PageFacts = {
    locale: 'en',
    currency: 'USD',
    messages: {},
    assetBase: '/assets',
    ...facts,
  };
  return engine.parseAndRenderSync(source, {}, { globals: { ...data, devstore } }) as string;
}

test.each([
  ['USD', '{{ 123450 | money }}', '$1,234.50'],
  ['USD', '{{ 123450 | money_with_currency }}', '$1,234.50 USD'],
  ['USD', '{{ 123400 | money_without_trailing_zeros }}', '$1,234'],
  ['USD', '{{ 123450 | money_without_currency }}', '1,234.50'],
  ['JPY', '{{ 100000 | money }}', '¥1,000'],
  ['EUR', '{{ absent | money }}', ''],
])('writes money in %s: %s', (currency, source, text) => {
  expect(render(source, {}, { currency })).toBe(text);
});

test('escapes what is filled into a translation, unless its key ends in _html', () => {
  const messages = { hello: 'Hello {{ name }}', hello_html: 'Hello {{ name }}' };
  const data = { name: '<b>' };
  expect(render("{{ 'hello' | t: name: name }}", data, { messages })).toBe('Hello &lt;b&gt;');
  expect(render("{{ 'hello_html' | t: name: name }}", data, { messages })).toBe('Hello <b>');
});

test('says which translation is missing', () => {
  expect(render("{{ 'a.b' | t }}", {}, { locale: 'he' })).toBe('Translation missing: he.a.b');
});

test.each([
  ["{{ 'Crème Brûlée 2' | handleize }}", 'creme-brulee-2'],
  [
    "{{ 'points.css' | asset_url | stylesheet_tag }}",
    '<link href="/assets/points.css" rel="stylesheet" type="text/css" media="all">',
  ],
  ["{{ '#ff0000' | color_to_rgb }}", 'rgb(255, 0, 0)'],
  ["{{ '#ffffff' | color_darken: 100 }}", '#000000'],
  ["{{ 'x' | sha256 | slice: 0, 8 }}", '2d711642'],
  ["{{ 'a b' | url_param_escape }}", 'a%20b'],
  ["{{ 2 | pluralize: 'point', 'points' }}", 'points'],
])('%s is %s', (source, text) => {
  expect(render(source)).toBe(text);
});

test('refuses filters and tags that Shopify does not have', () => {
  expect(() => render("{{ 'x' | sparkle }}")).toThrow(/undefined filter: sparkle/);
  expect(() => render('{% sparkle %}')).toThrow(/sparkle/);
});

test('gives a form its action and leaves the schema out', () => {
  const html = render(
    "{% form 'product', product, class: 'buy' %}x{% endform %}{% schema %}{}{% endschema %}",
  );
  expect(html).toContain('action="/cart/add"');
  expect(html).toContain('class="buy"');
  expect(html.endsWith('x</form>')).toBe(true);
});

test('does not show properties that objects inherit', () => {
  class Secret {
    get inner() {
      return 'secret';
    }
  }
  expect(render('{{ object.inner }}', { object: new Secret() })).toBe('');
});
