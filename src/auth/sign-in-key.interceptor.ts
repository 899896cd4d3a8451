import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { textHeader } from '../http/described-headers.js';
import { replyOf } from '../http/http-context.js';
import { SignInCookies } from './sign-in-cookies.js';

/** OpenAPI description of the cookie of a challenge. */
export const CHALLENGE_COOKIE = {
  'Set-Cookie': textHeader(
    'With `?cookie=true`: `__Host-watchword_sign_in`, without which the challenge does not count.',
  ),
};

/** A response with a challenge, and the key that binds the challenge to the browser if the client stores cookies. */
export interface Bound<T> {
  readonly answer: T;
  readonly signInKey?: string;
}

/** Sends a challenge, and sets the cookie that binds it to the browser. */
@Injectable()
export class SignInKeyInterceptor<T> implements NestInterceptor<Bound<T>, T> {
  constructor(private readonly cookies: SignInCookies) {}

  intercept(context: ExecutionContext, next: CallHandler<Bound<T>>): Observable<T> {
    return next.handle().pipe(
      map(({ answer, signInKey }) => {
        this.cookies.bind(replyOf(context), signInKey);
        return answer;
      }),
    );
  }
}
