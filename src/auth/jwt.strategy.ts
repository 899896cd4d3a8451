import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { credentialsOf } from '@watchword/protocol';
import { Strategy } from 'passport-jwt';
import type { Principal } from '../common/principal.js';
import { TokenVerifier } from '../tokens/token-verifier.js';

/** A token whose signature, issuer, audience and expiry were verified. */
interface VerifiedToken {
  readonly header: { readonly kid: string };
  readonly payload: unknown;
}

/** Checks the access token of a request by the rules of TokenVerifier. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(private readonly verifier: TokenVerifier) {
    super({
      ...verifier.rules,
      // ExtractJwt would ignore any text after the token.
      jwtFromRequest: ({ headers }) => credentialsOf(headers.authorization, 'bearer') || null,
      jsonWebTokenOptions: { complete: true },
      secretOrKeyProvider: (_request: unknown, token: string, done) => {
        verifier.keyFor(token).then(
          // The types accept only PEM. jsonwebtoken also accepts a KeyObject, which saves parsing PEM for each token.
          (key) => done(key ? null : 'unknown key', key?.publicKey as unknown as string),
          (error: unknown) => done(error),
        );
      },
    });
  }

  /** Returns the caller, or null, which becomes 401. */
  validate({ header, payload }: VerifiedToken): Principal | null {
    return this.verifier.principalOf(payload, header.kid) ?? null;
  }
}
