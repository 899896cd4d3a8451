import { invalidField } from '../common/invalid-field.js';

/** What a caller may send to prove that they read a mail. */
export interface GivenFields {
  readonly token?: string;
  readonly challenge?: string;
  readonly code?: string;
}

/** A token of a link, or a challenge with a code. */
export type GivenProof = { readonly token: string } | { readonly challenge: string; readonly code: string };

/** Returns the proof that was given. If both were, it is the token. @throws ValidationFailed when it is neither */
export function givenProofOf({ token, challenge, code }: GivenFields): GivenProof {
  if (token !== undefined) return { token };
  if (challenge !== undefined && code !== undefined) return { challenge, code };
  throw invalidField('token', {
    rule: 'required',
    message: 'must be given, or challenge and code instead of it',
  });
}
