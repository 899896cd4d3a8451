import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { parse, serialize } from 'cookie';
import type { FastifyRequest } from 'fastify';

const NAME = '__Host-watchword_refresh';
const LONGEST = 200;

/** What a browser sends along by itself: the refresh cookie, and the origin of the page that made it ask. */
export interface BrowserCookie {
  readonly value: string | undefined;
  readonly origin: string | undefined;
}

/** The refresh cookie of a request, with the Origin header that tells a page of ours from anybody's. */
export const RefreshCookie = createParamDecorator((_: unknown, context: ExecutionContext): BrowserCookie => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { value: refreshCookieOf(request), origin: request.headers.origin };
});

/** The refresh token that a browser sent as a cookie. */
export function refreshCookieOf({ headers: { cookie } }: FastifyRequest): string | undefined {
  const value = cookie === undefined ? undefined : parse(cookie)[NAME];
  return value !== undefined && value.length <= LONGEST ? value : undefined;
}

/** The Set-Cookie header that stores a refresh token out of reach of scripts and other sites, or removes it. */
export function refreshCookieHeader(token: string | undefined, maxAge: number): string {
  return serialize(NAME, token ?? '', {
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'strict',
    maxAge: token === undefined ? 0 : maxAge,
  });
}
