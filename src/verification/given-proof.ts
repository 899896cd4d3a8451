import { invalidField } from '../common/invalid-field.js';

/** The fields by which a caller proves that they read a mail. */
export interface GivenFields {
  readonly token?: string;
  readonly challenge?: string;
  readonly code?: string;
}

/** A token of a link, or a challenge with a code. */
export type GivenProof = { readonly token: string } | { readonly challenge: string; readonly code: string };

/** Returns the given proof. If both kinds are given, it is the token. @throws ValidationFailed when neither is given */
export function givenProofOf({ token, challenge, code }: GivenFields): GivenProof {
  if (token !== undefined) return { token };
  if (challenge !== undefined && code !== undefined) return { challenge, code };
  throw invalidField('token', {
    rule: 'required',
    message: 'must be given, or challenge and code instead of it',
  });
}
