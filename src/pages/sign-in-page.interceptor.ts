import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable, tap } from 'rxjs';
import { SignInCookies } from '../auth/sign-in-cookies.js';
import { Config } from '../config/config.js';
import { replyOf } from '../http/http-context.js';
import { refreshCookieHeader } from '../http/refresh-cookie.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { PageRenderer } from './page-renderer.js';

/** Answers a sign-in by a page: the cookies of cookie mode, no token in the body, and where to go on. */
@Injectable()
export class SignInPageInterceptor implements NestInterceptor<SignedIn, undefined> {
  constructor(
    private readonly config: Config,
    private readonly cookies: SignInCookies,
    private readonly renderer: PageRenderer,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<SignedIn>): Observable<undefined> {
    const { SESSION_TTL, COOKIE_SAME_SITE } = this.config;
    const reply = replyOf(context);
    return next.handle().pipe(
      tap({ error: (error: unknown) => this.cookies.bind(reply, error) }),
      map(({ refreshToken, ...signedIn }) => {
        void reply.header('set-cookie', refreshCookieHeader(refreshToken, SESSION_TTL, COOKIE_SAME_SITE));
        this.cookies.keep(reply, signedIn);
        void reply.header('location', this.renderer.addressOf('/'));
        return undefined;
      }),
    );
  }
}
