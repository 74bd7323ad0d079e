// The shape of a control door: a method, a path with places, and what it does.
import type { z } from 'zod';
import type { Bucket } from '../../api/bucket.ts';
import type { Store } from '../../store/store.ts';
import type { Dispatcher } from '../../webhooks/dispatcher.ts';
import type { Deployment } from '../deployment.ts';
import type { ApiCall } from '../graphql-door.ts';

export interface ControlContext {
  store: Store;
  bucket: Bucket;
  calls: ApiCall[];
  dispatcher: Dispatcher;
  deployment: Deployment;
  apiKey: string;
  apiSecret: string;
  /**
   * The signed address of the app's frame; the admin installs the app where it is not installed.
   */
  embedUrl(path?: string): string;
}

export interface ControlCall {
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
}

/** A refusal with its status, shown to the caller as `{"error": …}`. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Route {
  method: 'DELETE' | 'GET' | 'PATCH' | 'POST';
  /** `/orders/:id/refund` */
  path: string;
  run(context: ControlContext, call: ControlCall): unknown;
}

/** A route whose body is checked against a schema first. */
export function route<Schema extends z.ZodType>(
  method: Route['method'],
  path: string,
  schema: Schema,
  run: (context: ControlContext, body: z.output<Schema>, call: ControlCall) => unknown,
): Route {
  return {
    method,
    path,
    run(context, call) {
      const result = schema.safeParse(call.body ?? {});
      if (!result.success) {
        const problems = result.error.issues.map(
          (issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`,
        );
        throw new ControlError(400, problems.join('; '));
      }
      return run(context, result.data, call);
    },
  };
}

/** A route without a body. */
export function plain(
  method: Route['method'],
  path: string,
  run: (context: ControlContext, call: ControlCall) => unknown,
): Route {
  return { method, path, run };
}

/** The number behind `:id`, given bare or as a gid. */
export function idIn(call: ControlCall, name = 'id'): number {
  const id = Number((call.params[name] ?? '').replace(/^.*\//, ''));
  if (!Number.isSafeInteger(id)) throw new ControlError(400, `${name} is not a number`);
  return id;
}

export function found<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined)
    throw new ControlError(404, `there is no such ${what}`);
  return value;
}
