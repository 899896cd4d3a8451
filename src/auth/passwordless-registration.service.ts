import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type FirstPasskey, FirstPasskeys } from '../factors/passkeys/first-passkeys.service.js';
import { NO_PASSWORD } from '../passwords/password-hash.js';
import type { StartedSession } from '../sign-in/sign-in-flow.js';
import { AccountCreationService, type PreparedAccount } from '../users/account-creation.service.js';
import type { Account } from '../users/user.dto.js';
import type { RegisterQuery } from './auth.dto.js';
import { FirstSignIn } from './first-sign-in.js';
import {
  type FirstPasskeyOptionsDto,
  FirstPasskeyRequestDto,
  type RegisterByPasskeyDto,
} from './passwordless-registration.dto.js';
import type { Registered } from './registration.service.js';
import type { Bound } from './sign-in-key.interceptor.js';

interface Made {
  readonly user: Account;
  readonly recoveryCodes: string[];
  readonly started?: StartedSession;
}

/** Registers accounts with a passkey instead of a password. */
@Injectable()
export class PasswordlessRegistrationService {
  constructor(
    private readonly passkeys: FirstPasskeys,
    private readonly accounts: AccountCreationService,
    private readonly signIns: FirstSignIn,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Returns the options with which the browser creates the passkey. Nothing is stored. @throws NameTaken */
  async options(dto: FirstPasskeyOptionsDto, client: ClientContext): Promise<Bound<FirstPasskeyRequestDto>> {
    const { publicKey, signInKey } = await this.passkeys.options(dto, client);
    return { answer: FirstPasskeyRequestDto.of(publicKey), signInKey };
  }

  /**
   * Creates the account with its passkey, and with `signIn` its first session, in one transaction. The challenge is
   * spent even if this fails. @throws InvalidChallenge, InvalidPasskey, ValidationFailed, NameTaken
   */
  async register(
    { challenge, credential, ...account }: RegisterByPasskeyDto,
    query: RegisterQuery,
    actor: Actor,
    client: ClientContext,
  ): Promise<Registered> {
    const passkey = await this.passkeys.read(challenge, credential, client);
    const prepared = { ...account, id: passkey.userId, passwordHash: NO_PASSWORD };
    const { started, ...made } = await this.unitOfWork.run((transaction) =>
      this.make(prepared, passkey, query, { actor, client }, transaction),
    );
    return { ...made, signedIn: await this.signIns.tokensOf(started) };
  }

  private async make(
    prepared: PreparedAccount,
    { key }: FirstPasskey,
    query: RegisterQuery,
    { actor, client }: { readonly actor: Actor; readonly client: ClientContext },
    transaction: Transaction,
  ): Promise<Made> {
    const bare = await this.accounts.make(prepared, actor, transaction);
    const { user, amr, recoveryCodes } = await this.passkeys.add(bare, key, actor, transaction);
    await this.accounts.announce(user, actor, transaction);
    const place = { origin: actor, client };
    return { user, recoveryCodes, started: await this.signIns.start(query, user, amr, place, transaction) };
  }
}
