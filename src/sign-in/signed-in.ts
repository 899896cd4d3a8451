import type { RateLimit } from '../common/rate-limit.js';
import { type IssuedTokens, issueTokens } from '../sessions/grant.js';
import type { AccessTokensService } from '../tokens/access-tokens.service.js';
import type { Begun } from './sign-in-flow.js';
import { MfaRequired } from './sign-in.errors.js';

/** A sign-in: its tokens, what the browser keeps if it keeps cookies, and how LOGIN_LIMIT stands. */
export interface SignedIn extends IssuedTokens {
  readonly deviceToken?: string;
  readonly rememberedTokens?: string;
  readonly rateLimit?: RateLimit;
}

/** Signs the tokens of a sign-in that has ended. @throws MfaRequired when it needs a second factor */
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
