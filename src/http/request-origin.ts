import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { RequestOrigin } from '../common/actor.js';
import { clientAddressOf } from './client-address.js';
import { requestOf } from './http-context.js';

const MAX_USER_AGENT_LENGTH = 400;
const MAX_LANGUAGE_LENGTH = 100;

/** Parameter: the client's address, its User-Agent and the request id, for the audit log and sessions. */
export const Origin = createParamDecorator((_: unknown, context: ExecutionContext): RequestOrigin => {
  return originOf(requestOf(context));
});

/** Returns the client's address, its User-Agent and the id of a request. */
export function originOf(request: FastifyRequest): RequestOrigin {
  const userAgent = (request.headers['user-agent'] ?? '').slice(0, MAX_USER_AGENT_LENGTH);
  const language = request.headers['accept-language']?.slice(0, MAX_LANGUAGE_LENGTH);
  const origin = { address: clientAddressOf(request), userAgent, requestId: request.id };
  return language ? { ...origin, language } : origin;
}
