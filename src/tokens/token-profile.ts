import { claimsOf, furtherClaimsOf, issuedAtMilliseconds } from '@watchword/protocol';
import { isUUID } from 'class-validator';
import type { Principal } from '../common/principal.js';

/**
 * Returns the subject of verified claims, or nothing when a claim is missing, has the wrong type, or is not an id of
 * this service.
 */
export function principalOf(
  payload: unknown,
  keyId: string,
  enrollmentAudience: string,
): Principal | undefined {
  const claims = claimsOf(payload);
  if (!claims || !isUUID(claims.sub) || !isUUID(claims.jti)) return undefined;

  const facts = {
    subject: claims.sub,
    tokenId: claims.jti,
    keyId,
    issuedAt: claims.iat,
    issuedAtMilliseconds: issuedAtMilliseconds(claims.jti, claims.iat),
    expiresAt: claims.exp,
  };
  if (claims.client_id === undefined) {
    const { sid: sessionId, roles, amr: authMethods = [], auth_time: authTime } = claims;
    if (!isUUID(sessionId)) return undefined;
    const mustEnroll = claims.aud === enrollmentAudience;
    const proof = { authMethods, authTime, mustEnroll };
    return { kind: 'person', ...facts, sessionId, roles, ...proof, claims: furtherClaimsOf(claims) };
  }
  const { secret_id: secretId, scope = '' } = claims;
  if (secretId !== undefined && !isUUID(secretId)) return undefined;
  return { kind: 'client', ...facts, secretId, roles: [], scopes: scope.split(' ').filter(Boolean) };
}
