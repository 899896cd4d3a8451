import type { AccessTokensService } from '../tokens/access-tokens.service.js';
import type { TokenSubject } from '../users/credentials.service.js';
import type { Account } from '../users/user.dto.js';

/** How a user proved who they are, and when. */
export interface Authentication {
  /** Names of RFC 8176, such as `pwd`. */
  readonly amr: readonly string[];
  readonly authTime: Date;
  /** Whether a remembered device replaced the second factor, which `amr` then lacks. */
  readonly isFactorRemembered: boolean;
}

/** The result of a sign-in or a refresh. The access token must state `issuedAt`, in milliseconds since the epoch. */
export interface Grant extends Authentication {
  readonly user: TokenSubject;
  readonly sessionId: string;
  readonly refreshToken: string;
  readonly issuedAt: number;
}

/** The tokens of a grant, and the account they are of. `expiresIn` is the lifetime of the access token in seconds. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly user: Account;
}

/** Signs the access token of a grant. */
export async function issueTokens(tokens: AccessTokensService, grant: Grant): Promise<IssuedTokens> {
  const { user, sessionId, refreshToken, issuedAt, amr, authTime, isFactorRemembered } = grant;
  const { id: userId, roles, appMetadata } = user;
  const accessToken = await tokens.issue({
    userId,
    sessionId,
    roles,
    appMetadata,
    authMethods: amr,
    authTime,
    isFactorRemembered,
    issuedAt,
  });
  return { accessToken, expiresIn: tokens.lifetime, refreshToken, user };
}

/**
 * Returns the issue time for a token, in milliseconds: never before the user's last revocation, even if this replica's
 * clock is behind.
 */
export function issueTime(now: number, { tokensNotBefore }: TokenSubject): number {
  return Math.max(now, Number(tokensNotBefore));
}

/** Returns the methods that a session stores, separated by spaces, as a list (RFC 8176). */
export function authMethodsOf({ amr }: { readonly amr: string }): string[] {
  return amr.split(' ').filter(Boolean);
}
