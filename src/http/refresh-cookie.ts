import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { cookieOf, hostCookieHeader, type SameSite } from './host-cookie.js';
import { requestOf } from './http-context.js';

const NAME = '__Host-watchword_refresh';

/** The refresh cookie and facts about its sender. */
export interface BrowserCookie {
  readonly value: string | undefined;
  /** The Origin header: the page that sent the request. */
  readonly origin: string | undefined;
  /**
   * Whether the sender is not a browser, for example a server that renders pages and forwards the cookie. Browsers send
   * Sec-Fetch-Site, and forms of a page cannot send X-Requested-With.
   */
  readonly isFromServer: boolean;
}

/** Parameter: the refresh cookie of a request, and the Origin header, which distinguishes allowed pages from others. */
export const RefreshCookie = createParamDecorator((_: unknown, context: ExecutionContext): BrowserCookie => {
  const request = requestOf(context);
  const { origin, 'sec-fetch-site': site, 'x-requested-with': requestedWith = '' } = request.headers;
  const isFromServer = origin === undefined && site === undefined && requestedWith !== '';
  return { value: refreshCookieOf(request), origin, isFromServer };
});

/** Returns the refresh token from the cookie of a request. */
export function refreshCookieOf(request: FastifyRequest): string | undefined {
  return cookieOf(request, NAME);
}

/** Returns the Set-Cookie header that stores a refresh token, or deletes it. `maxAge` is in seconds. */
export function refreshCookieHeader(token: string | undefined, maxAge: number, sameSite: SameSite): string {
  return hostCookieHeader(NAME, token ?? '', token === undefined ? 0 : maxAge, sameSite);
}
