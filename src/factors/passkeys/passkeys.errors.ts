import { problem } from '../../common/problem.js';

/**
 * The signature of a passkey is invalid: the passkey is unknown, was removed, belongs to another account or a
 * disabled one, or signed for another page. One error for all of them.
 */
export class InvalidPasskey extends problem(401, 'invalid_passkey', 'The passkey is not accepted') {}

/** Without its password, the account would have no reliable way to sign in. */
export class PasswordNeeded extends problem(
  409,
  'password_needed',
  'The account cannot do without a password',
  {
    detail:
      'Without a password an account needs two passkeys that have signed in alone, or one and recovery codes.',
  },
) {}

/** The user has no such passkey. */
export class PasskeyNotFound extends problem(404, 'passkey_not_found', 'There is no such passkey') {}
