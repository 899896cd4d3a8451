import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { deviceCookieHeader } from '../http/device-cookie.js';
import { replyOf } from '../http/http-context.js';
import { Metrics } from '../telemetry/metrics.js';
import { DEVICE_SECONDS } from '../throttling/device-tokens.js';
import { RegisteredDto } from './auth.dto.js';
import type { RegisteredByPasskeyDto } from './passwordless-registration.dto.js';
import type { Registered } from './registration.service.js';

/** The response body of a registration, with recovery codes if the account has a passkey. */
type Answer = RegisteredDto & Partial<Pick<RegisteredByPasskeyDto, 'recoveryCodes'>>;

/** Builds the response of a registration: the tokens of its sign-in in the body, and the device token in a cookie. */
@Injectable()
export class RegistrationAnswerInterceptor implements NestInterceptor<Registered, Answer> {
  constructor(private readonly metrics: Metrics) {}

  intercept(context: ExecutionContext, next: CallHandler<Registered>): Observable<Answer> {
    return next.handle().pipe(
      map(({ user, signedIn, recoveryCodes }) => {
        if (signedIn) this.metrics.logins.inc({ outcome: 'succeeded' });
        if (signedIn?.deviceToken !== undefined)
          void replyOf(context).header(
            'set-cookie',
            deviceCookieHeader(signedIn.deviceToken, DEVICE_SECONDS),
          );
        return { ...RegisteredDto.of(user, signedIn), recoveryCodes };
      }),
    );
  }
}
