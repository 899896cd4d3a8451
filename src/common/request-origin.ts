import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const LONGEST_USER_AGENT = 400;

/** Where a request comes from, as it is remembered with a session. */
export interface RequestOrigin {
  readonly address: string;
  readonly userAgent: string;
}

/** Where the request comes from. The address is the proxy's word only for proxies in TRUST_PROXY. */
export const Origin = createParamDecorator((_: unknown, context: ExecutionContext): RequestOrigin => {
  const { ip, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return { address: ip, userAgent: (headers['user-agent'] ?? '').slice(0, LONGEST_USER_AGENT) };
});
