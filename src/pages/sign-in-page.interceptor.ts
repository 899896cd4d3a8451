import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { Config } from '../config/config.js';
import { deviceCookieHeader } from '../http/device-cookie.js';
import { replyOf } from '../http/http-context.js';
import { refreshCookieHeader } from '../http/refresh-cookie.js';
import { DEVICE_SECONDS } from '../throttling/device-tokens.js';
import { PageRenderer } from './page-renderer.js';

/** What a sign-in leaves behind in a browser. */
interface SignedIn {
  readonly refreshToken: string;
  readonly deviceToken?: string;
}

/** Answers a sign-in by a page: the cookies of cookie mode, no token in the body, and where to go on. */
@Injectable()
export class SignInPageInterceptor implements NestInterceptor<SignedIn, undefined> {
  constructor(
    private readonly config: Config,
    private readonly renderer: PageRenderer,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<SignedIn>): Observable<undefined> {
    const { SESSION_TTL, COOKIE_SAME_SITE } = this.config;
    return next.handle().pipe(
      map(({ refreshToken, deviceToken }) => {
        const reply = replyOf(context);
        void reply.header('set-cookie', refreshCookieHeader(refreshToken, SESSION_TTL, COOKIE_SAME_SITE));
        if (deviceToken !== undefined)
          void reply.header('set-cookie', deviceCookieHeader(deviceToken, DEVICE_SECONDS));
        void reply.header('location', this.renderer.addressOf('/'));
        return undefined;
      }),
    );
  }
}
