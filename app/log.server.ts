// The structured log: one JSON line an event. Never a name, an e-mail address, a token or a
// payload.
import pino from 'pino';
import { env } from './env.server.ts';

export const log = pino({
  level: env.LOG_LEVEL,
  base: { pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { error: describeError },
  redact: {
    paths: ['*.accessToken', '*.refreshToken', '*.email', '*.phone'],
    censor: '[kept out]',
  },
});

/** What of an error may be logged: its class, its message and where it was thrown. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { name: error.name, message: error.message, stack: error.stack, ...cause };
}
