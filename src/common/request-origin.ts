import { isIP } from 'node:net';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestOf } from './http-context.js';

const LONGEST_USER_AGENT = 400;
const LONGEST_ADDRESS = 45;

/** Where a request comes from, as it is remembered with a session, and which one it was. */
export interface RequestOrigin {
  readonly address: string;
  readonly userAgent: string;
  /** The answer's X-Request-Id. */
  readonly requestId: string;
}

/** Where the request comes from. The address is the proxy's word only for proxies in TRUST_PROXY. */
export const Origin = createParamDecorator((_: unknown, context: ExecutionContext): RequestOrigin => {
  return originOf(requestOf(context));
});

/** Reads the origin of a request. */
export function originOf(request: FastifyRequest): RequestOrigin {
  const userAgent = (request.headers['user-agent'] ?? '').slice(0, LONGEST_USER_AGENT);
  return { address: addressOf(request), userAgent, requestId: request.id };
}

/** A trusted proxy may pass on what a client wrote. What is no address is not believed: then it is the proxy's. */
function addressOf({ ip, socket }: FastifyRequest): string {
  const isAddress = isIP(ip) !== 0 && ip.length <= LONGEST_ADDRESS;
  return isAddress ? ip : (socket.remoteAddress ?? '');
}
