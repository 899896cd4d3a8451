import { type AuthMethod, isProvedBy } from '@watchword/protocol';
import type { Principal } from './principal.js';
import { TokenRefused } from './token-refused.js';

/** What a route requires of a sign-in in addition to a valid token. */
export interface SignInDemand {
  readonly maxAgeSeconds?: number;
  readonly methods?: readonly AuthMethod[];
}

/**
 * The token is valid, but its sign-in is too old or was proved by other methods. The caller requests another token with
 * Watchword's `POST /step-up`, and tries again (RFC 9470).
 */
export class StepUpNeeded extends TokenRefused {
  constructor(readonly demand: SignInDemand) {
    super('insufficient_user_authentication');
  }

  /** The HTTP headers for the response. `max_age` is in seconds. */
  override get headers(): Record<string, string> {
    const { maxAgeSeconds, methods = [] } = this.demand;
    const parameters = [
      'error="insufficient_user_authentication"',
      ...(methods.length > 0 ? [`error_description="The sign-in must be by ${methods.join(' or ')}"`] : []),
      ...(maxAgeSeconds === undefined ? [] : [`max_age=${maxAgeSeconds}`]),
    ];
    return { 'www-authenticate': `Bearer ${parameters.join(', ')}` };
  }
}

/**
 * Checks that the last sign-in or step-up is at most `maxAgeSeconds` old. Service clients have none, and are refused.
 * @throws StepUpNeeded
 */
export function assertRecentSignIn({ authTime = -Infinity }: Principal, maxAgeSeconds: number): void {
  if (Date.now() / 1000 - authTime > maxAgeSeconds) throw new StepUpNeeded({ maxAgeSeconds });
}

/**
 * Checks that the session was proved, at its sign-in or by a step-up, by at least one of the methods. @throws
 * StepUpNeeded
 */
export function assertMethods({ authMethods }: Principal, methods: readonly AuthMethod[]): void {
  if (!isProvedBy(authMethods, methods)) throw new StepUpNeeded({ methods });
}
