import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { Config } from '../config/config.js';

/** Lets verifiers keep the keys for JWKS_MAX_AGE: what is published is safe to keep for that long. */
@Injectable()
export class CacheKeys implements NestInterceptor {
  constructor(private readonly config: Config) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    void reply.header('cache-control', `public, max-age=${this.config.JWKS_MAX_AGE}`);
    return next.handle();
  }
}
