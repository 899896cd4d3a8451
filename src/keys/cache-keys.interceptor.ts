import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { replyOf } from '../common/http-context.js';
import { Config } from '../config/config.js';

/** Lets verifiers keep the keys for JWKS_MAX_AGE: what is published is safe to keep for that long. */
@Injectable()
export class CacheKeys implements NestInterceptor {
  constructor(private readonly config: Config) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    void replyOf(context).header('cache-control', `public, max-age=${this.config.JWKS_MAX_AGE}`);
    return next.handle();
  }
}
