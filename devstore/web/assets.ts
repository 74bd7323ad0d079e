// Scripts and styles of devstore's own pages: TypeScript is bundled when first asked for,
// everything has a content hash.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { refuse } from './http/respond.ts';

const folder = path.join(import.meta.dirname, 'browser');
const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.wasm': 'application/wasm',
  '.map': 'application/json',
};

/** Script by its address to its entry file. */
const scripts: Record<string, string> = {
  'app-bridge.js': 'app-bridge/main.ts',
  'admin-frame.js': 'admin-frame/main.ts',
  'admin.js': 'admin.ts',
  'storefront.js': 'storefront.ts',
  'extension-host.js': 'extension-host/main.ts',
  'extension-frame.js': 'extension-frame/main.ts',
};

type Asset = { body: string; hash: string };
const made = new Map<string, Asset>();

function assetOf(name: string): Asset | null {
  const known = made.get(name);
  if (known) return known;
  const body = bodyOf(name);
  if (body === null) return null;
  const asset = { body, hash: createHash('sha256').update(body).digest('hex').slice(0, 12) };
  made.set(name, asset);
  return asset;
}

function bodyOf(name: string): string | null {
  const entry = scripts[name];
  if (entry) {
    const result = buildSync({
      entryPoints: [path.join(folder, entry)],
      bundle: true,
      write: false,
      minify: true,
      format: 'iife',
      target: 'es2022',
      legalComments: 'none',
    });
    return result.outputFiles[0]!.text;
  }
  const file = path.join(folder, name);
  const isStyle = /^[\w-]+\.css$/.test(name) && existsSync(file);
  if (!isStyle) return null;
  const result = buildSync({ entryPoints: [file], bundle: true, write: false, minify: true });
  return result.outputFiles[0]!.text;
}

/** The address of one of devstore's scripts or style sheets; it changes with the content. */
export function assetUrl(name: string): string {
  const asset = assetOf(name);
  if (!asset) throw new Error(`devstore has no asset ${name}`);
  return `/devstore-assets/${name}?v=${asset.hash}`;
}

/**
 * Answers `/devstore-assets/NAME`, kept by the browser for a year where the address names the
 * content.
 */
export function serveAsset(name: string, request: Request): Response {
  const asset = assetOf(name);
  if (!asset) return refuse(404, 'no such asset');
  const isNamed = new URL(request.url).searchParams.get('v') === asset.hash;
  return new Response(asset.body, {
    headers: {
      'content-type': types[path.extname(name)] ?? 'text/plain',
      'cache-control': isNamed ? 'public, max-age=31536000, immutable' : 'no-cache',
      // The embedded app and the extension frames live on other origins.
      'access-control-allow-origin': '*',
    },
  });
}

/** Answers with a file below `root`, never above it. */
export function serveFile(root: string, name: string, cacheControl = 'no-cache'): Response {
  const file = path.resolve(root, name);
  const isInside = file.startsWith(path.resolve(root) + path.sep);
  if (!isInside || !existsSync(file) || !statSync(file).isFile())
    return refuse(404, 'no such file');
  return new Response(readFileSync(file), {
    headers: {
      'content-type': types[path.extname(file).toLowerCase()] ?? 'application/octet-stream',
      'cache-control': cacheControl,
      'access-control-allow-origin': '*',
    },
  });
}
