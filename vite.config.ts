// Builds the embedded admin (Remix). Tests have their own vitest.config.ts: the Remix plugin must
// not load there. TypeScript only lets a module be augmented that the program already knows from
// this file:
/// <reference types="@remix-run/node" />
import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [
    remix({
      ignoredRouteFiles: ['**/*'],
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_lazyRouteDiscovery: true,
        // Not optional: without it Remix installs a fetch of its own that ignores the process-wide
        // dispatcher.
        v3_singleFetch: true,
        v3_routeConfig: true,
      },
    }),
  ],
  build: { assetsInlineLimit: 0 },
  // Subpath imports (#app/...) resolve through package.json.
  server: { hmr: { port: Number(process.env.HMR_PORT ?? 24678) } },
});
