import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { Config } from '../config/config.js';
import { replyOf } from '../http/http-context.js';
import { refreshCookieHeader } from '../http/refresh-cookie.js';
import { formCookieHeader } from './form-tokens.js';
import { SeeOther } from './see-other.filter.js';

/** Removes the cookies of a session that has ended. The device cookie stays, so that the device is still known. */
@Injectable()
export class SignOutPageInterceptor implements NestInterceptor {
  constructor(private readonly config: Config) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const forget = () => {
      const { SESSION_TTL, COOKIE_SAME_SITE } = this.config;
      void replyOf(context)
        .header('set-cookie', refreshCookieHeader(undefined, SESSION_TTL, COOKIE_SAME_SITE))
        .header('set-cookie', formCookieHeader(undefined));
    };
    return next
      .handle()
      .pipe(tap({ next: forget, error: (error: unknown) => error instanceof SeeOther && forget() }));
  }
}
