import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { replyOf } from '../http/http-context.js';
import { Config } from '../config/config.js';

/** Sets `Cache-Control: max-age` to JWKS_MAX_AGE: published keys stay valid for at least that long. */
@Injectable()
export class CacheKeys implements NestInterceptor {
  constructor(private readonly config: Config) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    void replyOf(context).header('cache-control', `public, max-age=${this.config.JWKS_MAX_AGE}`);
    return next.handle();
  }
}
