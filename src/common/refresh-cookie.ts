import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { cookieOf, hostCookieHeader } from './host-cookie.js';
import { requestOf } from './http-context.js';

const NAME = '__Host-watchword_refresh';

/** What a browser sends along by itself: the refresh cookie, and the origin of the page that made it ask. */
export interface BrowserCookie {
  readonly value: string | undefined;
  readonly origin: string | undefined;
}

/** The refresh cookie of a request, with the Origin header that tells a page of ours from anybody's. */
export const RefreshCookie = createParamDecorator((_: unknown, context: ExecutionContext): BrowserCookie => {
  const request = requestOf(context);
  return { value: refreshCookieOf(request), origin: request.headers.origin };
});

/** The refresh token that a browser sent as a cookie. */
export function refreshCookieOf(request: FastifyRequest): string | undefined {
  return cookieOf(request, NAME);
}

/** The Set-Cookie header that stores a refresh token, or removes it. */
export function refreshCookieHeader(token: string | undefined, maxAge: number): string {
  return hostCookieHeader(NAME, token ?? '', token === undefined ? 0 : maxAge);
}
