// The only reader of process.env in the app. A bad setting stops the start with a sentence that
// says what to do.
import { z } from 'zod';

/** `id:base64` pairs, newest first; each key is 32 bytes. The first encrypts, all decrypt. */
const encryptionKeys = z.string().transform((text, context) => {
  const keys = new Map<number, Buffer>();
  for (const part of text.split(',').map((piece) => piece.trim())) {
    const [id, encoded] = part.split(':');
    const key = Buffer.from(encoded ?? '', 'base64');
    const number = Number(id);
    if (!Number.isInteger(number) || number < 1 || number > 255 || key.length !== 32) {
      context.addIssue({
        code: 'custom',
        message: 'write it as ID:KEY[,ID:KEY], ID from 1 to 255, KEY 32 bytes in base64',
      });
      return z.NEVER;
    }
    keys.set(number, key);
  }
  return keys;
});

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
  SHOPIFY_API_KEY: z.string().min(1),
  SHOPIFY_API_SECRET: z.string().min(1),
  SHOPIFY_APP_URL: z.url(),
  /** Only for the local Shopify: where App Bridge comes from. Unset in production. */
  APP_BRIDGE_URL: z.url().optional(),
  ENCRYPTION_KEYS: encryptionKeys,
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Where the worker answers health and readiness; 0 turns the door off. */
  WORKER_HEALTH_PORT: z.coerce.number().int().min(0).max(65535).default(0),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(100).default(8),
  /**
   * How often the queue is polled; 2000 unless notifications cannot arrive (transaction-mode
   * poolers).
   */
  WORKER_POLL_MS: z.coerce.number().int().min(50).max(60_000).default(2000),
  /** A worker that gave no sign for so long is taken for dead, and its jobs are given to others. */
  WORKER_DEAD_AFTER_MS: z.coerce.number().int().min(500).max(600_000).default(15_000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Trust X-Forwarded-For from this many proxies in front of the app. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
});

export type Env = z.infer<typeof schema>;

/** Reads the settings of this process. Throws one Error that names every bad setting. */
function readEnv(source: Record<string, string | undefined>): Env {
  // An empty value in a .env file means "not set".
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map(
    (issue) =>
      `  ${issue.path.join('.')}: ${given[String(issue.path[0])] === undefined ? 'is not set' : issue.message}`,
  );
  throw new Error(
    `Encore cannot start, these settings are wrong (see .env.example):\n${lines.join('\n')}`,
  );
}

/** The settings of this process; without good ones it ends, with the sentence and no stack. */
function settingsOrExit(): Env {
  try {
    return readEnv(process.env);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

export const env = settingsOrExit();
