// Joins every job of the catalogue to the act that does it.
import type { JobName, JobPayload } from './catalog.ts';
import { jobs } from './catalog.ts';

export type JobContext = {
  /** Aborted when the worker has to stop at once. */
  signal?: AbortSignal;
};

export type Handlers = {
  [Name in JobName]: (payload: JobPayload<Name>, context: JobContext) => Promise<void>;
};

export const handlers: Handlers = {};

/**
 * Checks the payload and does the job. Throws what the handler throws, and ZodError on a bad
 * payload.
 */
export async function runJob(name: JobName, payload: unknown, context: JobContext): Promise<void> {
  const parsed = jobs[name].payload.parse(payload);
  await (handlers[name] as (payload: unknown, context: JobContext) => Promise<void>)(
    parsed,
    context,
  );
}
