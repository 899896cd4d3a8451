import type { RateLimit } from '../common/rate-limit.js';
import { type IssuedTokens, issueTokens } from '../sessions/grant.js';
import type { AccessTokensService } from '../tokens/access-tokens.service.js';
import type { Begun } from './sign-in-flow.js';
import { MfaRequired } from './sign-in.errors.js';

/**
 * A completed sign-in: its tokens, the tokens for cookies if the client stores any, and the state of
 * LOGIN_LIMIT.
 */
export interface SignedIn extends IssuedTokens {
  readonly deviceToken?: string;
  readonly rememberedTokens?: string;
  readonly rateLimit?: RateLimit;
}

/** Signs the tokens of a completed sign-in. @throws MfaRequired when it still needs a second factor */
export async function signedIn(
  tokens: AccessTokensService,
  begun: Begun,
  rateLimit?: RateLimit,
): Promise<SignedIn> {
  if ('pending' in begun) {
    const { pending, signInKey } = begun;
    throw new MfaRequired(undefined, { members: { ...pending }, signInKey, rateLimit });
  }
  const { grant, ...kept } = begun;
  return { ...(await issueTokens(tokens, grant)), ...kept, rateLimit };
}
