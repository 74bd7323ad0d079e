// A load generator on bare sockets, so that it costs less than what it measures: HTTP/1.1,
// keep-alive, one request at a time on a connection.
import { connect, type Socket } from 'node:net';

export type Load = { perSecond: number; latenciesMs: number[]; failures: number };

const HEAD_END = Buffer.from('\r\n\r\n');

class Connection {
  private readonly socket: Socket;
  private done: ((isOk: boolean) => void) | null = null;
  private received: Buffer = Buffer.alloc(0);

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1').setNoDelay(true);
    this.socket.on('data', (chunk) => this.take(chunk));
    this.socket.on('error', () => this.done?.(false));
  }

  /** Sends one request; true if the answer was a 200. */
  send(request: string): Promise<boolean> {
    return new Promise((resolve) => {
      this.done = resolve;
      this.socket.write(request);
    });
  }

  close() {
    this.socket.destroy();
  }

  private take(chunk: Buffer) {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const end = this.received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.received.length < end + 4 + length) return;
    this.received = Buffer.alloc(0);
    this.done?.(head.startsWith('HTTP/1.1 200'));
  }
}

export const getRequest = (path: string, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

/** As fast as `connections` can one after the other, for `seconds` or until `most` were sent. */
export async function flood(
  port: number,
  next: () => string,
  { connections, seconds, most }: { connections: number; seconds: number; most?: number },
): Promise<Load> {
  const latenciesMs: number[] = [];
  let failures = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  let left = most ?? Number.POSITIVE_INFINITY;
  const work = async () => {
    const connection = new Connection(port);
    while (left > 0 && performance.now() < endsAt) {
      left--;
      const sentAt = performance.now();
      if (!(await connection.send(next()))) failures++;
      latenciesMs.push(performance.now() - sentAt);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, work));
  const perSecond = latenciesMs.length / ((performance.now() - startedAt) / 1000);
  return { perSecond, latenciesMs, failures };
}

/**
 * `perSecond` requests a second whether or not the answers keep up: the latency counts from when a
 * request was due,
 * so that a stall is not hidden by the requests that it held back.
 */
export async function stream(
  port: number,
  next: () => string,
  {
    perSecond,
    seconds,
    connections = 64,
  }: { perSecond: number; seconds: number; connections?: number },
): Promise<Load> {
  const latenciesMs: number[] = [];
  let failures = 0;
  const idle = Array.from({ length: connections }, () => new Connection(port));
  const waiting: number[] = [];
  const send = async (connection: Connection, dueAt: number) => {
    for (let due: number | undefined = dueAt; due !== undefined; due = waiting.shift()) {
      if (!(await connection.send(next()))) failures++;
      latenciesMs.push(performance.now() - due);
    }
    idle.push(connection);
  };
  const startedAt = performance.now();
  const total = perSecond * seconds;
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
    for (; sent < due; sent++) {
      const dueAt = startedAt + (sent / perSecond) * 1000;
      const connection = idle.pop();
      if (connection) void send(connection, dueAt);
      else waiting.push(dueAt);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  while (latenciesMs.length < total) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const connection of idle) connection.close();
  return { perSecond: total / ((performance.now() - startedAt) / 1000), latenciesMs, failures };
}
