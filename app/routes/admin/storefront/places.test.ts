import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { activeHandles, linkTo, PLACES, placesFor, standsInTheme } from './places.ts';

const shop = { domain: 'demo.myshopify.com', apiKey: 'key' };

test('every block of the theme extension has its place, and every place its block', () => {
  const folder = new URL('../../../../extensions/encore-theme/blocks', import.meta.url);
  const blocks = readdirSync(folder).map((file) => file.replace('.liquid', ''));
  const places = PLACES.filter(({ kind }) => kind === 'embed' || kind === 'block');
  expect(places.map(({ handle }) => handle).sort()).toEqual(blocks.sort());
});

test('the embed is activated, a block is added to its template', () => {
  expect(linkTo(PLACES[0]!, shop)).toBe(
    'https://demo.myshopify.com/admin/themes/current/editor?context=apps&template=index&activateAppId=key%2Flauncher',
  );
  expect(linkTo(PLACES[1]!, shop)).toBe(
    'https://demo.myshopify.com/admin/themes/current/editor?template=product&addAppBlockId=key%2Fproduct-points&target=newAppsSection',
  );
});

test('what a shop’s plan or accounts cannot have is not offered', () => {
  const names = (isPlus: boolean, customerAccounts: string) =>
    placesFor({ isPlus, customerAccounts }).map(({ name }) => name);
  expect(names(true, 'new')).toContain('Checkout');
  expect(names(false, 'new')).not.toContain('Checkout');
  expect(names(false, 'classic')).not.toContain('Order status');
  expect(names(false, 'classic')).toContain('Rewards page');
});

test('a place is on where Shopify says so: blocks by status, UI extensions by target', () => {
  const extensions = [
    {
      type: 'theme_app_extension',
      activations: [
        { target: 'body', handle: 'launcher', status: 'active', activations: [] },
        { target: 'section', handle: 'tier-badge', status: 'available', activations: [] },
      ],
    },
    { type: 'ui_extension', activations: [{ target: 'purchase.thank-you.block.render' }] },
  ];
  const active = activeHandles(extensions);
  expect([...active]).toEqual(['launcher', 'purchase.thank-you.block.render']);
  expect(standsInTheme(active)).toBe(true);
  expect(standsInTheme(new Set(['purchase.thank-you.block.render']))).toBe(false);
});
