import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestOf } from '../http/http-context.js';
import { refreshCookieOf } from '../http/refresh-cookie.js';
import type { Visit } from './open-pages.service.js';

/**
 * Parameter: the refresh cookie of a browser, and the address that it requests a redirect to, which is not checked yet.
 */
export const CurrentVisit = createParamDecorator((_: unknown, context: ExecutionContext): Visit => {
  const request = requestOf(context);
  const { return_to: returnTo } = (request.body ?? request.query) as { return_to?: unknown };
  return { cookie: refreshCookieOf(request), returnTo, address: request.url };
});
