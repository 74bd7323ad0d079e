// The shopifyApp object: installation, tokens, and the authentication of every door.
import '@shopify/shopify-app-remix/adapters/node';
import {
  ApiVersion,
  AppDistribution,
  LogSeverity,
  shopifyApp,
} from '@shopify/shopify-app-remix/server';
import { PrismaSessionStorage } from '@shopify/shopify-app-session-storage-prisma';
import { prisma } from './db.server.ts';
import { env } from './env.server.ts';
import { log } from './log.server.ts';

/**
 * The one API version of the app; the tomls and the schema are held against it by
 * tests/tidy.test.ts.
 */
export const apiVersion = ApiVersion.October26;

/** The library's own lines, as lines of our log. */
const severities = {
  [LogSeverity.Error]: 'error',
  [LogSeverity.Warning]: 'warn',
  [LogSeverity.Info]: 'debug',
  [LogSeverity.Debug]: 'trace',
} as const;

const shopify = shopifyApp({
  apiKey: env.SHOPIFY_API_KEY,
  apiSecretKey: env.SHOPIFY_API_SECRET,
  apiVersion,
  appUrl: env.SHOPIFY_APP_URL,
  authPathPrefix: '/auth',
  sessionStorage: new PrismaSessionStorage(prisma),
  distribution: AppDistribution.AppStore,
  logger: {
    log: (severity, message) => log[severities[severity]]({ library: message }, 'shopify'),
    level: LogSeverity.Info,
    timestamps: false,
  },
  // Scopes live in shopify.app.toml (managed installation), tokens come by token exchange and
  // expire.
  future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
});

export const { authenticate, login, addDocumentResponseHeaders, sessionStorage } = shopify;
