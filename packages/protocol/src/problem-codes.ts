/**
 * All values of `code` in Watchword's problem documents (RFC 9457). Codes are stable: new ones are added, none is
 * renamed.
 */
export const PROBLEM_CODES = [
  'bad_request',
  'body_too_large',
  'client_not_found',
  'cookie_not_kept',
  'cursor_gone',
  'device_not_found',
  'email_taken',
  'email_unverified',
  'forbidden',
  'headers_too_large',
  'insufficient_user_authentication',
  'internal_error',
  'invalid_challenge',
  'invalid_client',
  'invalid_code',
  'invalid_credentials',
  'invalid_passkey',
  'invalid_refresh_token',
  'invalid_token',
  'last_admin',
  'mail_already_sent',
  'mail_not_found',
  'mail_unavailable',
  'malformed_body',
  'mfa_enrollment_required',
  'mfa_required',
  'name_taken',
  'no_address',
  'no_factor',
  'not_found',
  'not_ready',
  'origin_refused',
  'overloaded',
  'passkey_not_found',
  'password_needed',
  'proof_required',
  'rate_limited',
  'registration_closed',
  'remembered_device_not_found',
  'request_timeout',
  'role_not_found',
  'role_protected',
  'second_factor_needed',
  'secret_too_new',
  'session_not_found',
  'too_many_devices',
  'too_many_streams',
  'unauthenticated',
  'unavailable',
  'unsupported_encoding',
  'unsupported_media_type',
  'uri_too_long',
  'user_not_found',
  'validation_failed',
  'wrong_metrics_token',
  'wrong_password',
] as const;

/** One of the codes above. */
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** All values of `error` in responses of the OAuth endpoints (RFC 6749 4.1.2.1 and 5.2, RFC 8628 3.5). */
export const OAUTH_ERROR_CODES = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'unsupported_grant_type',
  'unauthorized_client',
  'authorization_pending',
  'slow_down',
  'access_denied',
  'expired_token',
  'temporarily_unavailable',
  'server_error',
] as const;

/** One of the OAuth codes above. */
export type OAuthErrorCode = (typeof OAUTH_ERROR_CODES)[number];
