import { Injectable } from '@nestjs/common';
import { type AuthMethod, isProvedBy } from '@watchword/protocol';
import { Clock } from '../common/clock.js';
import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import { SessionProofs } from '../sessions/session-proofs.js';
import { StepUpRequired } from '../users/access.errors.js';

const NO_FACTOR_YET = 'A second factor is needed for this: none was given in this session.';

/**
 * Decides whether a sign-in is recent enough, and whether it used a method that a route requires (RFC 9470, ASVS
 * 7.5.1).
 */
@Injectable()
export class SignInRecency {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly sessions: SessionProofs,
  ) {}

  /**
   * Checks a request to a route that requires a recent sign-in, either for all requests or only for requests with one
   * of `fields` in the body. If the user has a second factor, one must have been given in this session: a remembered
   * device may have replaced it, or the session may be older than the factor. @throws StepUpRequired
   */
  async check(principal: Principal, fields: readonly string[], body: unknown): Promise<true> {
    const sent = (body ?? {}) as Record<string, unknown>;
    const isConcerned = fields.length === 0 || fields.some((field) => sent[field] !== undefined);
    if (!isConcerned || principal.kind !== 'person') return true;
    const age = this.clock.now().getTime() / 1000 - (principal.authTime ?? -Infinity);
    const maxAge = this.config.STEP_UP_AGE;
    const challenge = 'recent sign-in';
    if (age > maxAge) throw new StepUpRequired(undefined, { challenge, maxAge });
    const isSafe =
      principal.authMethods.includes('mfa') || !(await this.sessions.owesFactor(principal.sessionId));
    if (!isSafe) throw new StepUpRequired(NO_FACTOR_YET, { challenge, maxAge });
    return true;
  }

  /**
   * Checks by which methods the user has proved who they are, at the sign-in or by a step-up. @throws StepUpRequired
   */
  checkMethods(principal: Principal, methods: readonly AuthMethod[]): void {
    if (principal.kind !== 'person' || isProvedBy(principal.authMethods, methods)) return;
    const detail = `This needs a sign-in by ${methods.join(' or ')}.`;
    throw new StepUpRequired(detail, { challenge: 'recent sign-in', members: { methods } });
  }
}
