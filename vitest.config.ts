// The tiers of tests. Node runs them all; only the database and flow tiers start PostgreSQL.
import { defineConfig } from 'vitest/config';

const env = {
  SHOPIFY_API_KEY: 'encore-test-key',
  SHOPIFY_API_SECRET: 'encore-test-secret',
  SHOPIFY_APP_URL: 'https://encore.test',
  DATABASE_URL: 'postgres://localhost:1/none',
  ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString('base64')}`,
  LOG_LEVEL: 'silent',
};

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          env,
          setupFiles: ['tests/setup/fixed-seed.ts'],
          include: [
            '{app,devstore,bench}/**/*.test.ts',
            'tests/*.test.ts',
            'extensions/**/*.test.{ts,tsx}',
          ],
          exclude: ['**/*.db.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'database',
          env,
          include: ['app/**/*.db.test.ts'],
          globalSetup: ['tests/setup/postgres.ts'],
          setupFiles: ['tests/setup/fixed-seed.ts', 'tests/setup/fresh-database.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'flow',
          env,
          include: ['tests/flows/**/*.flow.test.ts', 'tests/contract/**/*.test.ts'],
          globalSetup: ['tests/setup/postgres.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          env,
          include: ['tests/browser/**/*.spec.ts'],
          globalSetup: ['tests/setup/demo.ts'],
          testTimeout: 180_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
