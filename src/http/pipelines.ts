import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';

/** Maximum number of requests of one connection that are processed before an earlier response was sent. */
export const MAX_PIPELINED = 16;

/**
 * Maximum number of waiting requests of all connections. Node reads 64 kB at once, which holds 2,500 of the smallest
 * requests.
 */
const MAX_HELD_IN_ALL = 10_000;

/** How long a connection may hold requests without reading any response. */
const STALL_TIMEOUT_MS = 10_000;

/** A request that was read but is not processed yet. */
type Held = [request: IncomingMessage, response: ServerResponse];

/**
 * Creates an HTTP server that limits the pending requests of a connection. HTTP/1.1 allows a client to send any number
 * of requests before it reads a response (RFC 9112 9.3.2), and a request being processed takes ten times the memory of
 * one that was only read. Without pipelining, as in browsers, a request costs only one comparison.
 */
export function createBoundedServer(options: ServerOptions, listener: RequestListener): Server {
  const pipelines = new WeakMap<Socket, Pipeline>();
  const total = { held: 0 };
  return createServer(options, (request, response) => {
    if (response.socket !== null) {
      listener(request, response);
      return;
    }
    const { socket } = request;
    const pipeline = pipelines.get(socket) ?? new Pipeline(socket, listener, total);
    pipelines.set(socket, pipeline);
    pipeline.take(request, response);
  });
}

/** The requests of one connection that arrived before an earlier response was sent. */
class Pipeline {
  private readonly held: Held[] = [];
  private pending = 0;
  private next?: NodeJS.Immediate;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly socket: Socket,
    private readonly listener: RequestListener,
    private readonly total: { held: number },
  ) {
    // Node resumes reading after each message, so the socket is paused each time, before more bytes arrive.
    socket.on('resume', () => this.held.length > 0 && socket.pause());
    socket.once('close', () => this.drop());
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    if (this.held.length === 0 && this.pending < MAX_PIPELINED) return this.dispatch(request, response);
    if (this.socket.destroyed) return;
    if (this.total.held >= MAX_HELD_IN_ALL) return void this.socket.destroy();
    this.total.held += 1;
    this.held.push([request, response]);
    this.timer ??= setTimeout(() => this.socket.destroy(), STALL_TIMEOUT_MS).unref();
    this.socket.pause();
  }

  private dispatch(request: IncomingMessage, response: ServerResponse): void {
    this.pending += 1;
    response.once('close', () => this.finish());
    this.listener(request, response);
  }

  private finish(): void {
    this.pending -= 1;
    if (this.held.length > 0) this.next ??= setImmediate(() => this.refill());
  }

  /** Continues in another turn of the event loop: otherwise thousands of short responses would block it. */
  private refill(): void {
    this.next = undefined;
    const some = this.held.splice(0, MAX_PIPELINED - this.pending);
    if (some.length === 0) return;
    this.total.held -= some.length;
    this.timer?.refresh();
    for (const held of some) this.dispatch(...held);
    if (this.held.length === 0) this.goOn();
  }

  private goOn(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.socket.resume();
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.total.held -= this.held.length;
    this.held.length = 0;
  }
}
