import type { ProblemCode } from '@watchword/protocol';

/**
 * Why a token is refused. `missing`: there is no token. `stale`: revocations may be missing, because nothing was
 * received from Watchword for too long; the same token may be accepted later. `mfa_enrollment_required`: a role of the
 * user requires a second factor, and the session has none. `insufficient_user_authentication`: the token is valid, but
 * the route requires a more recent sign-in, or another kind of proof (RFC 9470).
 */
export type RefusalReason =
  | 'missing'
  | 'invalid'
  | 'expired'
  | 'revoked'
  | 'stale'
  | 'mfa_enrollment_required'
  | 'insufficient_user_authentication';

const SENTENCES: Record<RefusalReason, string> = {
  missing: 'There is no access token.',
  invalid: 'The access token is not valid.',
  expired: 'The access token has expired.',
  revoked: 'The access token has been revoked.',
  stale: 'The access token cannot be checked right now.',
  mfa_enrollment_required: 'A second factor must be added first.',
  insufficient_user_authentication: 'A more recent sign-in, or another kind of proof, is needed.',
};

const RETRY_AFTER_SECONDS = 5;

/** The token was not accepted. The message may be shown to the caller; `cause` has details for the log. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';

  constructor(
    readonly reason: RefusalReason,
    cause?: unknown,
  ) {
    super(SENTENCES[reason], { cause });
  }

  /** The HTTP status for the response. */
  get status(): 401 | 403 | 503 {
    if (this.reason === 'mfa_enrollment_required') return 403;
    return this.reason === 'stale' ? 503 : 401;
  }

  /** The code with which Watchword itself responds in this case, for the body of the response. */
  get code(): ProblemCode {
    if (this.reason === 'stale') return 'unavailable';
    const isOfToken =
      this.reason !== 'mfa_enrollment_required' && this.reason !== 'insufficient_user_authentication';
    return isOfToken ? 'unauthenticated' : this.reason;
  }

  /** The HTTP headers for the response. Without a token, `WWW-Authenticate` names no error (RFC 6750 3.1). */
  get headers(): Record<string, string> {
    if (this.reason === 'stale') return { 'retry-after': String(RETRY_AFTER_SECONDS) };
    if (this.status === 403) return {};
    return { 'www-authenticate': this.reason === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"' };
  }
}
