import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { bundleExtension, bundleLimitBytes } from './bundle-extensions.ts';
import { readExtensions, type UiExtension } from './extensions.ts';

const root = path.join(import.meta.dirname, 'fixtures');
const extension = readExtensions(root).find(
  (each): each is UiExtension => each.type === 'ui_extension',
)!;
const dist = path.join(extension.directory, 'dist');

afterEach(() => rmSync(dist, { recursive: true, force: true }));

test("bundles every target under shopify.extend, with the app's address built in", async () => {
  const bundle = await bundleExtension(extension, { root, appUrl: 'http://localhost:9001' });
  const code = readFileSync(bundle.file, 'utf8');
  expect(code).toContain('shopify.extend("purchase.checkout.block.render"');
  expect(code).toContain('shopify.extend("purchase.thank-you.block.render"');
  expect(code).toContain('http://localhost:9001');
  expect(code).not.toContain('process.env');
  expect(bundle.bytes).toBeLessThan(bundleLimitBytes);
});

test('keeps a bundle that is fresh and makes it anew for another address', async () => {
  const first = await bundleExtension(extension, { root, appUrl: 'http://localhost:9001' });
  const { mtimeMs } = statSync(first.file);
  await bundleExtension(extension, { root, appUrl: 'http://localhost:9001' });
  expect(statSync(first.file).mtimeMs).toBe(mtimeMs);
  const other = await bundleExtension(extension, { root, appUrl: 'http://localhost:9101' });
  expect(readFileSync(other.file, 'utf8')).toContain('http://localhost:9101');
  expect(existsSync(`${other.file}.map`)).toBe(true);
});
