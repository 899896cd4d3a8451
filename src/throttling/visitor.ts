import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { replyOf, requestOf } from '../common/http-context.js';
import { deviceCookieOf } from './device-cookie.js';
import { networkOf } from './network.js';

/** Who makes a request, as limits see them, and the way to put headers on whatever answer comes. */
export interface Visitor {
  readonly network: string;
  /** The device cookie, as it was sent. */
  readonly device: string | undefined;
  readonly takesCookies: boolean;
  answerWith(headers: Record<string, string>): void;
}

/** The visitor of a request. */
export const Visit = createParamDecorator((_: unknown, context: ExecutionContext): Visitor => {
  const request = requestOf(context);
  return {
    network: networkOfRequest(request),
    device: deviceCookieOf(request),
    takesCookies: (request.query as { cookie?: string }).cookie === 'true',
    answerWith: (headers) => void replyOf(context).headers(headers),
  };
});

/** A proxy in TRUST_PROXY may pass on what is no address. Whoever hides so is counted as the proxy itself. */
export function networkOfRequest({ ip, socket }: FastifyRequest): string {
  return networkOf(ip) ?? networkOf(socket.remoteAddress ?? '') ?? 'unknown';
}
