import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable, tap } from 'rxjs';
import { replyOf } from '../http/http-context.js';
import { rateLimitHeaders } from '../http/rate-limit-headers.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { TokensDto } from './auth.dto.js';
import { signInKeyOf, SignInCookies } from './sign-in-cookies.js';

/**
 * Builds the response of a sign-in: the tokens in the body, the tokens of the browser in cookies, and the state of
 * LOGIN_LIMIT in headers.
 */
@Injectable()
export class LoginAnswerInterceptor implements NestInterceptor<SignedIn, TokensDto> {
  constructor(private readonly cookies: SignInCookies) {}

  intercept(context: ExecutionContext, next: CallHandler<SignedIn>): Observable<TokensDto> {
    const reply = replyOf(context);
    return next.handle().pipe(
      tap({ error: (error: unknown) => this.cookies.bind(reply, signInKeyOf(error)) }),
      map(({ rateLimit, ...signedIn }) => {
        void reply.headers(rateLimitHeaders(rateLimit));
        this.cookies.keep(reply, signedIn);
        return TokensDto.ofIssued(signedIn);
      }),
    );
  }
}
