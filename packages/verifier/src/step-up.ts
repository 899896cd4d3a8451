import { type AuthMethod, isProvedBy } from '@watchword/protocol';
import type { Principal } from './principal.js';
import { TokenRefused } from './token-refused.js';

/** What a route demands of a sign-in beyond a good token. */
export interface SignInDemand {
  readonly maxAgeSeconds?: number;
  readonly methods?: readonly AuthMethod[];
}

/**
 * The token is good, but its sign-in is too old or was proved by other methods. The caller asks Watchword's `POST /step-up`
 * for another token, and tries again (RFC 9470).
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
 * Demands a sign-in, or a step-up, that is at most so many seconds old. Service clients have none.
 * @throws StepUpNeeded
 */
export function assertRecentSignIn({ authTime = -Infinity }: Principal, maxAgeSeconds: number): void {
  if (Date.now() / 1000 - authTime > maxAgeSeconds) throw new StepUpNeeded({ maxAgeSeconds });
}

/** Demands a session that was proved, at its sign-in or by a step-up, by at least one of the methods. @throws StepUpNeeded */
export function assertMethods({ authMethods }: Principal, methods: readonly AuthMethod[]): void {
  if (!isProvedBy(authMethods, methods)) throw new StepUpNeeded({ methods });
}
