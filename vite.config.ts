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
  // Named ahead, or the first page in development is lost to a reload when Vite finds them.
  optimizeDeps: {
    include: [
      'react',
      'react-dom',
      'react-dom/client',
      'react/jsx-runtime',
      'react/jsx-dev-runtime',
      '@remix-run/react',
      '@shopify/polaris',
      '@shopify/polaris-icons',
      '@shopify/app-bridge-react',
      '@shopify/shopify-app-remix/react',
      '@visx/axis',
      '@visx/group',
      '@visx/scale',
      '@visx/shape',
      'temporal-polyfill',
    ],
  },
  // Subpath imports (#app/...) resolve through package.json.
  server: { hmr: { port: Number(process.env.HMR_PORT ?? 24678) } },
});
