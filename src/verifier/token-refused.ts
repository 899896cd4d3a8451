/**
 * Why a token is refused. `missing`: there is none. `stale`: it cannot be told, because nothing was heard from Watchword
 * for too long; the same token may be good in a moment.
 */
export type RefusalReason = 'missing' | 'invalid' | 'expired' | 'revoked' | 'stale';

const SENTENCES: Record<RefusalReason, string> = {
  missing: 'There is no access token.',
  invalid: 'The access token is not valid.',
  expired: 'The access token has expired.',
  revoked: 'The access token has been revoked.',
  stale: 'The access token cannot be checked right now.',
};

const RETRY_AFTER_SECONDS = 5;

/** The token was not accepted. The message may be shown to the caller; `cause` says more and is for the log. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';

  constructor(
    readonly reason: RefusalReason,
    cause?: unknown,
  ) {
    super(SENTENCES[reason], { cause });
  }

  /** The HTTP status to answer with. */
  get status(): 401 | 503 {
    return this.reason === 'stale' ? 503 : 401;
  }

  /** The HTTP headers that belong to the status. RFC 6750 3.1: whoever sent no token is told of no error. */
  get headers(): Record<string, string> {
    if (this.reason === 'stale') return { 'retry-after': String(RETRY_AFTER_SECONDS) };
    return { 'www-authenticate': this.reason === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"' };
  }
}
