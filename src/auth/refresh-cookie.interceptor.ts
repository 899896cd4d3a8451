import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { textHeader } from '../common/described-headers.js';
import { replyOf, requestOf } from '../common/http-context.js';
import { refreshCookieHeader, refreshCookieOf } from '../common/refresh-cookie.js';
import { Config } from '../config/config.js';
import type { TokensDto } from './auth.dto.js';

/** How OpenAPI describes the header. */
export const SETS_COOKIE = {
  'Set-Cookie': textHeader('In cookie mode: the refresh token, instead of the body'),
};

/**
 * Moves the refresh token of an answer from the body to a cookie, for browsers: at sign-in when they ask for it by
 * `?cookie=true`, and later when they came with the cookie. After a logout it removes the cookie.
 */
@Injectable()
export class RefreshCookieInterceptor implements NestInterceptor<TokensDto | undefined> {
  constructor(private readonly config: Config) {}

  intercept(
    context: ExecutionContext,
    next: CallHandler<TokensDto | undefined>,
  ): Observable<Partial<TokensDto> | undefined> {
    if (!usesCookie(requestOf(context))) return next.handle();

    return next.handle().pipe(
      map((tokens) => {
        const { refreshToken, ...visible } = tokens ?? {};
        void replyOf(context).header(
          'set-cookie',
          refreshCookieHeader(refreshToken, this.config.SESSION_TTL),
        );
        return tokens && visible;
      }),
    );
  }
}

/** A refresh token in the body is no browser's cookie, even where an old cookie comes along. */
function usesCookie(request: FastifyRequest): boolean {
  const isAskedFor = (request.query as { cookie?: string }).cookie === 'true';
  const hasBodyToken = (request.body as { refreshToken?: string } | undefined)?.refreshToken !== undefined;
  const isSignIn = (request.body as { password?: string } | undefined)?.password !== undefined;
  return isAskedFor || (!hasBodyToken && !isSignIn && refreshCookieOf(request) !== undefined);
}
