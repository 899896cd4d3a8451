import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { deviceCookieHeader } from '../http/device-cookie.js';
import { replyOf } from '../http/http-context.js';
import { rateLimitHeaders } from '../http/rate-limit-headers.js';
import { DEVICE_SECONDS } from '../throttling/device-tokens.js';
import { TokensDto } from './auth.dto.js';
import type { SignedIn } from '../sign-in/signed-in.js';

/** Answers a sign-in: the tokens in the body, the device token in a cookie, and how LOGIN_LIMIT stands in headers. */
@Injectable()
export class LoginAnswerInterceptor implements NestInterceptor<SignedIn, TokensDto> {
  intercept(context: ExecutionContext, next: CallHandler<SignedIn>): Observable<TokensDto> {
    return next.handle().pipe(
      map(({ deviceToken, rateLimit, ...tokens }) => {
        const reply = replyOf(context).headers(rateLimitHeaders(rateLimit));
        if (deviceToken !== undefined)
          void reply.header('set-cookie', deviceCookieHeader(deviceToken, DEVICE_SECONDS));
        return TokensDto.of(tokens);
      }),
    );
  }
}
