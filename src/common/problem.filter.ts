import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { InternalError } from './common.errors.js';
import type { RouteSettings } from './content-types.js';
import { replyOf } from './http-context.js';
import type { Problem } from './problem.js';
import { toProblem } from './problem-mapping.js';

const DEFAULT_RETRY_SECONDS = 1;

/** Turns whatever was thrown into `application/problem+json` (RFC 9457). Nobody else writes a status code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('problem');

  /** Answers with the problem behind the error; logs it when it was nobody's plan. */
  catch(error: unknown, host: ArgumentsHost): void {
    const reply = replyOf(host);
    const problem = toProblem(error);
    if (problem.kind.status >= 500 && problem !== error) this.logger.error(error);
    if (reply.sent) return;

    const { isOAuth } = reply.request.routeOptions.config as RouteSettings;
    void reply
      .status(problem.kind.status)
      .headers(headersOf(problem))
      .header('content-type', isOAuth ? 'application/json' : 'application/problem+json')
      .send(JSON.stringify(isOAuth ? oauthBodyOf(problem) : bodyOf(problem, reply)));
  }
}

/** The JSON members of a problem. `type` is a name, not an address: there is nothing to fetch. */
export function bodyOf(problem: Problem, reply?: FastifyReply): Record<string, unknown> {
  const { kind, detail, particulars } = problem;
  const instance =
    problem instanceof InternalError && reply ? { instance: `urn:request:${reply.request.id}` } : {};
  return {
    type: `urn:watchword:problem:${kind.code}`,
    title: kind.title,
    status: kind.status,
    detail,
    code: kind.code,
    ...instance,
    ...(particulars.errors && { errors: particulars.errors }),
  };
}

/** RFC 6749 5.2, which knows no fields: the sentence names them. */
function oauthBodyOf({ kind, detail }: Problem): Record<string, string> {
  return {
    error: OAUTH_CODES.has(kind.code) ? kind.code : oauthCodeOf(kind.status),
    error_description: detail,
  };
}

const OAUTH_CODES = new Set([
  'invalid_client',
  'invalid_scope',
  'unsupported_grant_type',
  'unauthorized_client',
]);

function oauthCodeOf(status: number): string {
  if ([401, 403].includes(status)) return 'invalid_client';
  if (status < 500) return 'invalid_request';
  return status === 503 ? 'temporarily_unavailable' : 'server_error';
}

function headersOf({ kind, particulars }: Problem): Record<string, string> {
  const wait = [429, 503].includes(kind.status)
    ? (particulars.retryAfter ?? DEFAULT_RETRY_SECONDS)
    : undefined;
  return {
    ...(kind.status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(wait !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(wait))) }),
    ...particulars.headers,
  };
}
