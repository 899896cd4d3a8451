import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

const text = (description: string) => ({ description, schema: { type: 'string' as const } });

/** How OpenAPI describes the headers. */
export const AUTH_HEADERS = {
  'X-Auth-User': text('User id'),
  'X-Auth-Name': text('Name, percent-encoded where it is not ASCII'),
  'X-Auth-Roles': text('Roles, separated by commas'),
  'X-Auth-Session': text('Session id'),
};

/** Answers what the handler returned as headers, with an empty body: that is what proxies copy. */
@Injectable()
export class AnswerHeaders implements NestInterceptor<Record<string, string>, undefined> {
  intercept(context: ExecutionContext, next: CallHandler<Record<string, string>>): Observable<undefined> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(map((headers) => void reply.headers(headers)));
  }
}
