import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../../common/actor.js';
import type { ClientContext } from '../../common/client-context.js';
import { InvalidChallenge } from '../../sign-in/sign-in.errors.js';
import type { User } from '../../users/user.model.js';
import { UsersService } from '../../users/users.service.js';
import { FactorChanges } from '../factor-changes.js';
import { passkeyNameOf } from './authenticator-names.js';
import type { NewCredentialDto } from './credential.dto.js';
import type { CreationOptionsDto } from './passkey-options.dto.js';
import { type NamedUser, PasskeyRegistration } from './passkey-registration.js';
import { PasskeysService } from './passkeys.service.js';
import type { NewPasskey } from './relying-party.js';
import { RegistrationChallenges } from './registration-challenges.js';

/** The options for the first passkey of an account, and the key that binds them to the browser. */
export interface FirstPasskeyRequest {
  readonly publicKey: CreationOptionsDto;
  readonly signInKey?: string;
}

/** A passkey for an account that is about to be created with this id. */
export interface FirstPasskey {
  readonly userId: string;
  readonly key: NewPasskey;
}

/** An account with its first passkey, the methods that the passkey proves (RFC 8176), and its recovery codes. */
export interface EquippedAccount {
  readonly user: User;
  readonly amr: readonly string[];
  readonly recoveryCodes: string[];
}

/** Passkeys with which accounts are created, in place of a password. */
@Injectable()
export class FirstPasskeys {
  constructor(
    private readonly challenges: RegistrationChallenges,
    private readonly registration: PasskeyRegistration,
    private readonly passkeys: PasskeysService,
    private readonly changes: FactorChanges,
    private readonly users: UsersService,
  ) {}

  /**
   * Returns the options for the browser, and stores nothing.
   * @throws NameTaken, so that no user has a passkey without an account
   */
  async options(named: NamedUser, client: ClientContext): Promise<FirstPasskeyRequest> {
    await this.users.assertFree(named.name);
    const { challenge, signInKey, userId } = this.challenges.make(client);
    return { publicKey: this.registration.firstOptions({ ...named, id: userId }, challenge), signInKey };
  }

  /**
   * Spends the challenge, and reads the passkey that was created for it.
   * @throws InvalidChallenge, InvalidPasskey
   */
  async read(challenge: string, credential: NewCredentialDto, client: ClientContext): Promise<FirstPasskey> {
    const userId = this.challenges.userIdOf(challenge, client);
    if (userId === undefined) throw new InvalidChallenge();
    return { userId, key: await this.registration.readFirst(challenge, credential) };
  }

  /**
   * Adds the passkey to an account that was just created. The passkey can sign in alone, because it has
   * verified its user.
   */
  async add({ id }: User, key: NewPasskey, actor: Actor, transaction: Transaction): Promise<EquippedAccount> {
    const { proves } = await this.passkeys.add(
      id,
      passkeyNameOf(key),
      { ...key, signsInAlone: true },
      transaction,
    );
    const recoveryCodes = await this.changes.addedFirst(id, 'passkey', actor, transaction);
    return { user: await this.users.get(id, transaction), amr: [proves, 'mfa'], recoveryCodes };
  }
}
