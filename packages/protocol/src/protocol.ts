// The entry point of `@watchword/protocol`: it exports everything that others import.
export {
  type AccessTokenClaims,
  claimsOf,
  type ClientClaims,
  furtherClaimsOf,
  type UserClaims,
} from './access-token-claims.js';
export { AUTH_METHODS, type AuthMethod, isProvedBy } from './auth-methods.js';
export { enrollmentAudience } from './enrollment.js';
export { canonicalIssuer } from './issuer.js';
export { OAUTH_ERROR_CODES, type OAuthErrorCode, PROBLEM_CODES, type ProblemCode } from './problem-codes.js';
export {
  EVERYTHING,
  MalformedFeed,
  parseRevocation,
  type Revocation,
  REVOCATION_TYPES,
  type RevocationJson,
  type RevocationPageJson,
  type RevocationType,
} from './revocation.js';
export { type RevocableToken, RevocationIndex, type RevokedTokens } from './revocation-index.js';
export {
  type AccessTokenHeader,
  credentialsOf,
  headerOf,
  issuedAtMilliseconds,
  isUuidV7,
  TOKEN_ALGORITHMS,
  TOKEN_TYPE,
} from './token-form.js';
export { CLOCK_SKEW_SECONDS, isWithinLifetime, type TokenTimes } from './token-lifetime.js';
