import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BadRequest, InternalError } from '../common/common.errors.js';
import type { RouteSettings } from './content-types.js';
import { errorPageOf } from './error-page.js';
import { replyOf } from './http-context.js';
import { oauthErrorOf } from './oauth-error.js';
import type { Challenge, Problem, ProblemParticulars } from '../common/problem.js';
import { toProblem } from './problem-mapping.js';
import type { ProblemPages, Representation } from './problem-pages.js';
import { rateLimitHeaders } from './rate-limit-headers.js';
import { retryAfterOf } from './retry-after.js';

/**
 * Values of WWW-Authenticate. For a request without a token, it names no error (RFC 6750 3.1). For sign-ins that are too
 * old, see RFC 9470; for clients, RFC 7617.
 */
const CHALLENGES: Readonly<Record<Challenge, string>> = {
  token: 'Bearer',
  'another token': 'Bearer error="invalid_token"',
  'recent sign-in': 'Bearer error="insufficient_user_authentication"',
  'client secret': 'Basic realm="watchword", charset="UTF-8"',
};

/**
 * Converts every error to `application/problem+json` (RFC 9457), or to a page for people. No other code sets the status
 * of an error.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('problem');

  /** `issuer` is ISSUER, where the pages about errors are. */
  constructor(
    private readonly issuer: string,
    private readonly pages?: ProblemPages,
  ) {}

  /** Sends the problem for the error, and logs unexpected errors. */
  catch(error: unknown, host: ArgumentsHost): void {
    const reply = replyOf(host);
    const problem = isHungUp(error, reply) ? new BadRequest('The body ended too early.') : toProblem(error);
    if (problem.kind.status >= 500 && problem !== error) this.logger.error(error);
    if (reply.sent) return;

    const { headers, body } = this.representationOf(problem, reply);
    void reply
      .status(problem.kind.status)
      .headers({ ...headersOf(problem), ...headers })
      .send(body);
  }

  private representationOf(problem: Problem, reply: FastifyReply): Representation {
    const { isOAuth, page } = reply.request.routeOptions.config as RouteSettings;
    if (page !== undefined && this.pages) return this.pages.of(problem, reply.request);
    const { kind, detail } = problem;
    const type = isOAuth ? 'application/json' : 'application/problem+json';
    const body = isOAuth ? oauthErrorOf(kind, detail, this.issuer) : bodyOf(problem, this.issuer, reply);
    return { headers: { 'content-type': type }, body: JSON.stringify(body) };
  }
}

/**
 * Returns whether the client disconnected while sending its body. Its stream then fails with the same error as a
 * database connection.
 */
function isHungUp(error: unknown, { request }: FastifyReply): boolean {
  return error !== null && request.raw.errored === error;
}

/** Returns the JSON members of a problem. `type` leads to the page about its code. */
export function bodyOf(
  problem: Pick<Problem, 'kind' | 'detail' | 'particulars'>,
  issuer: string,
  reply?: FastifyReply,
): Record<string, unknown> {
  const { kind, detail, particulars } = problem;
  const instance =
    problem instanceof InternalError && reply ? { instance: `urn:request:${reply.request.id}` } : {};
  return {
    type: errorPageOf(issuer, kind.code),
    title: kind.title,
    status: kind.status,
    detail,
    code: kind.code,
    ...instance,
    ...(particulars.errors && { errors: particulars.errors }),
    ...particulars.members,
  };
}

function headersOf(problem: Problem): Record<string, string> {
  const { kind, particulars } = problem;
  const wait = retryAfterOf(problem);
  return {
    ...(kind.status === 401 && { 'www-authenticate': challengeOf(particulars) }),
    ...(wait !== undefined && { 'retry-after': String(wait) }),
    ...rateLimitHeaders(particulars.rateLimit),
  };
}

function challengeOf({ challenge = 'token', maxAge }: ProblemParticulars): string {
  const text = CHALLENGES[challenge];
  return maxAge === undefined ? text : `${text}, max_age=${maxAge}`;
}
