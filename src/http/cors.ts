import { fastifyCors } from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

const EXPOSED_HEADERS = ['Link', 'Retry-After', 'WWW-Authenticate', 'X-Next-Cursor', 'X-Request-Id'];

/**
 * Finds the Origin header in bytes that could not be parsed as a request. Real origins are shorter than 300 characters.
 */
const ORIGIN_LINE = /\r\norigin: *(\S{1,300}) *\r\n/i;

/** Lets pages of the allowed origins read responses. */
export class Cors {
  private readonly exposed: string[];

  constructor(
    private readonly origins: readonly string[],
    exposed: readonly string[],
  ) {
    this.exposed = [...EXPOSED_HEADERS, ...exposed];
  }

  /** Handles preflight requests and adds the headers to every response. */
  async register(fastify: FastifyInstance): Promise<void> {
    if (this.origins.length === 0) return;
    await fastify.register(fastifyCors, {
      origin: [...this.origins],
      credentials: true,
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: this.exposed,
      maxAge: 600,
    });
  }

  /** Returns the headers for a response that is sent before any hook runs. */
  headersFor(origin: string | undefined): Record<string, string> {
    if (origin === undefined || !this.origins.includes(origin)) return {};
    return {
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': this.exposed.join(', '),
      vary: 'Origin',
    };
  }

  /** Returns the headers for the response to bytes that Node could not parse as a request. */
  headersForPacket(packet: unknown): Record<string, string> {
    if (this.origins.length === 0 || !Buffer.isBuffer(packet)) return {};
    return this.headersFor(ORIGIN_LINE.exec(packet.toString('latin1'))?.[1]);
  }
}
