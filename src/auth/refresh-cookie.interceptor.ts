import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { textHeader } from '../http/described-headers.js';
import { replyOf, requestOf } from '../http/http-context.js';
import { refreshCookieHeader, refreshCookieOf } from '../http/refresh-cookie.js';
import { Config } from '../config/config.js';
import type { RegisteredDto, TokensDto } from './auth.dto.js';

/** OpenAPI descriptions of the cookies of a login, a refresh and a logout. */
export const LOGIN_COOKIES = {
  'Set-Cookie': textHeader(
    '`__Host-watchword_device` marks this device as known, so that guesses from elsewhere do not lock it out. In cookie ' +
      'mode `__Host-watchword_refresh` holds the refresh token, instead of the body. After a second factor with ' +
      '`rememberDevice`, `__Host-watchword_remembered` lets this browser do without one for a while.',
  ),
};
export const REFRESH_COOKIE = {
  'Set-Cookie': textHeader(
    'In cookie mode `__Host-watchword_refresh` holds the next refresh token, instead of the body.',
  ),
};
export const LOGOUT_COOKIE = {
  'Set-Cookie': textHeader('In cookie mode: removes `__Host-watchword_refresh`.'),
};

/** The response bodies that may contain a refresh token. The response of a logout has no body. */
type Answer = TokensDto | RegisteredDto | undefined;

/** The body fields that only sign-ins send. */
const PROOFS = ['password', 'token', 'code', 'credential'];

/**
 * Moves the refresh token of a response from the body to a cookie, for browsers: at sign-in if they request it by
 * `?cookie=true`, and later if they sent the cookie. After a logout it removes the cookie.
 */
@Injectable()
export class RefreshCookieInterceptor implements NestInterceptor<Answer> {
  constructor(private readonly config: Config) {}

  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Partial<Answer>> {
    if (!usesCookie(requestOf(context))) return next.handle();

    return next.handle().pipe(
      map((tokens) => {
        // A registration that does not sign in keeps the cookie of an earlier session.
        if (tokens && tokens.refreshToken === undefined) return tokens;
        const { refreshToken, ...visible } = tokens ?? {};
        void replyOf(context).header(
          'set-cookie',
          refreshCookieHeader(refreshToken, this.config.SESSION_TTL, this.config.COOKIE_SAME_SITE),
        );
        return tokens && visible;
      }),
    );
  }
}

/**
 * Returns whether the response uses the cookie. It does not if the request has a refresh token in its body, even if the
 * browser also sends an old cookie.
 */
function usesCookie(request: FastifyRequest): boolean {
  const isAskedFor = (request.query as { cookie?: string }).cookie === 'true';
  const body = request.body as Record<string, unknown> | null | undefined;
  const hasBodyToken = body?.refreshToken !== undefined;
  const isSignIn = PROOFS.some((proof) => body?.[proof] !== undefined);
  return isAskedFor || (!hasBodyToken && !isSignIn && refreshCookieOf(request) !== undefined);
}
