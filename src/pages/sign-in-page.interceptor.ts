import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable, tap } from 'rxjs';
import { signInKeyOf, SignInCookies } from '../auth/sign-in-cookies.js';
import { Config } from '../config/config.js';
import { replyOf, requestOf } from '../http/http-context.js';
import { refreshCookieHeader } from '../http/refresh-cookie.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { formCookieHeader } from './form-tokens.js';
import { PageAddresses } from './page-addresses.js';

/**
 * Responds to a sign-in by a page: with the cookies of cookie mode, a redirect and no token in the body. It
 * also removes the secret that earlier forms were bound to.
 */
@Injectable()
export class SignInPageInterceptor implements NestInterceptor<SignedIn, undefined> {
  constructor(
    private readonly config: Config,
    private readonly cookies: SignInCookies,
    private readonly addresses: PageAddresses,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<SignedIn>): Observable<undefined> {
    const { SESSION_TTL, COOKIE_SAME_SITE } = this.config;
    const reply = replyOf(context);
    return next.handle().pipe(
      tap({ error: (error: unknown) => this.cookies.bind(reply, signInKeyOf(error)) }),
      map(({ refreshToken, ...signedIn }) => {
        const { return_to: returnTo } = requestOf(context).body as { return_to?: string };
        void reply.header('set-cookie', refreshCookieHeader(refreshToken, SESSION_TTL, COOKIE_SAME_SITE));
        this.cookies.keep(reply, signedIn);
        void reply.header('set-cookie', formCookieHeader(undefined));
        void reply.header('location', this.addresses.onward(returnTo));
        return undefined;
      }),
    );
  }
}
