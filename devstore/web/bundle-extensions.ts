// Bundles UI extensions exactly as Shopify's CLI 4.8 does for API versions from 2025-10: one entry
// a extension that imports every target's module and hands it to shopify.extend. A bundle is made
// again only when something it was made of changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { readExtensions, type UiExtension } from './extensions.ts';

/** Shopify refuses a larger compiled extension at deployment. */
export const bundleLimitBytes = 64 * 1024;

export type Bundle = { handle: string; file: string; bytes: number; gzipBytes: number };
type Stamp = { definitions: string; inputs: Record<string, string> };

/** Bundles one extension into its dist folder, or returns what is there if it is fresh. */
export async function bundleExtension(
  extension: UiExtension,
  options: { root: string; appUrl: string },
): Promise<Bundle> {
  const file = path.join(extension.directory, 'dist', `${extension.handle}.js`);
  const stampFile = `${file}.stamp.json`;
  const contents = entryOf(extension);
  const define = {
    'process.env.NODE_ENV': '"production"',
    'process.env.SHOPIFY_APP_URL': JSON.stringify(options.appUrl),
  };
  const definitions = hash(contents + JSON.stringify(define));
  if (existsSync(file) && isFresh(stampFile, definitions, options.root)) {
    return measure(extension.handle, file);
  }
  const result = await build({
    stdin: { contents, resolveDir: extension.directory, loader: 'tsx' },
    absWorkingDir: options.root,
    outfile: file,
    bundle: true,
    define,
    jsx: 'automatic',
    // The extension's own tsconfig says the same; a run without it must not fall back to React.
    jsxImportSource: 'preact',
    loader: { '.esnext': 'ts', '.js': 'jsx' },
    legalComments: 'none',
    minify: true,
    target: 'es6',
    resolveExtensions: ['.tsx', '.ts', '.js', '.json', '.esnext', '.mjs', '.ejs'],
    sourcemap: true,
    metafile: true,
    logLevel: 'silent',
  });
  const inputs: Record<string, string> = {};
  for (const input of Object.keys(result.metafile.inputs)) {
    const source = path.join(options.root, input);
    if (existsSync(source)) inputs[input] = hash(readFileSync(source));
  }
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ definitions, inputs } satisfies Stamp));
  return measure(extension.handle, file);
}

/** Bundles every UI extension of the repository. */
export async function bundleExtensions(options: {
  root: string;
  appUrl: string;
}): Promise<Bundle[]> {
  const extensions = readExtensions(options.root).filter(
    (extension): extension is UiExtension => extension.type === 'ui_extension',
  );
  return Promise.all(extensions.map((extension) => bundleExtension(extension, options)));
}

function entryOf(extension: UiExtension): string {
  return extension.targets
    .map(
      ({ target, module }, index) =>
        `import Target_${index} from '${module}';` +
        `shopify.extend('${target}', (...args) => Target_${index}(...args));`,
    )
    .join('\n');
}

function isFresh(stampFile: string, definitions: string, root: string): boolean {
  if (!existsSync(stampFile)) return false;
  const stamp = JSON.parse(readFileSync(stampFile, 'utf8')) as Stamp;
  if (stamp.definitions !== definitions) return false;
  return Object.entries(stamp.inputs).every(([input, expected]) => {
    const source = path.join(root, input);
    return existsSync(source) && hash(readFileSync(source)) === expected;
  });
}

function measure(handle: string, file: string): Bundle {
  const code = readFileSync(file);
  return { handle, file, bytes: code.length, gzipBytes: gzipSync(code, { level: 9 }).length };
}

const hash = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = path.resolve(import.meta.dirname, '../..');
  const appUrl = process.env.SHOPIFY_APP_URL ?? 'https://encore.example.com';
  for (const { handle, bytes, gzipBytes } of await bundleExtensions({ root, appUrl })) {
    const share = ((bytes / bundleLimitBytes) * 100).toFixed(0);
    console.log(`${handle}: ${bytes} bytes (${share} % of Shopify's limit), gzip ${gzipBytes}`);
  }
}
