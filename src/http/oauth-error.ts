import { OAUTH_ERROR_CODES, type OAuthErrorCode } from '@watchword/protocol';
import type { ProblemKind } from '../common/problem.js';
import { errorPageOf } from './error-page.js';

/** The body of an OAuth error (RFC 6749 5.2). It has no list of fields, so the description names them. */
export interface OAuthError {
  readonly error: OAuthErrorCode;
  readonly error_description: string;
  readonly error_uri: string;
}

/** Converts a problem to the error of an OAuth endpoint. */
export function oauthErrorOf(kind: ProblemKind, detail: string, issuer: string): OAuthError {
  const error = oauthCodeOf(kind);
  return { error, error_description: detail, error_uri: errorPageOf(issuer, error) };
}

function oauthCodeOf({ code, status }: ProblemKind): OAuthErrorCode {
  const own = OAUTH_ERROR_CODES.find((known) => known === code);
  if (own) return own;
  if ([401, 403].includes(status)) return 'invalid_client';
  if (status < 500) return 'invalid_request';
  return status === 503 ? 'temporarily_unavailable' : 'server_error';
}
