import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { replyOf } from '../http/http-context.js';
import { RefreshAnswers } from '../sessions/refresh-answers.js';
import type { TokensDto } from './auth.dto.js';

/**
 * Tells RefreshAnswers when a response has left the process. A response is not reported if it is too late, after the
 * request was answered with 503, or if its connection is closed.
 */
@Injectable()
export class RefreshAnsweredInterceptor implements NestInterceptor<TokensDto> {
  constructor(private readonly answers: RefreshAnswers) {}

  intercept(context: ExecutionContext, next: CallHandler<TokensDto>): Observable<TokensDto> {
    const reply = replyOf(context);
    const { socket } = reply.request.raw;
    return next.handle().pipe(
      tap(({ refreshToken }) => {
        if (reply.sent || refreshToken === undefined) return;
        reply.raw.once('finish', () => {
          if (!socket.destroyed) this.answers.handedOver(refreshToken);
        });
      }),
    );
  }
}
