import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { AccountCreationService } from '../users/account-creation.service.js';
import type { Account } from '../users/user.dto.js';
import type { RegisterDto, RegisterQuery } from './auth.dto.js';
import { FirstSignIn } from './first-sign-in.js';
import { BY_PASSWORD } from './sign-in.service.js';

/** A new account, its first sign-in if there was one, and the recovery codes of its factor if it has one. */
export interface Registered {
  readonly user: Account;
  readonly signedIn?: SignedIn;
  readonly recoveryCodes?: string[];
}

/** Registers accounts with a password, and signs their users in if they request it. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly accounts: AccountCreationService,
    private readonly signIns: FirstSignIn,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Creates the account, and with `signIn` its first session in the same transaction.
   * @throws ValidationFailed, NameTaken, Overloaded
   */
  async register(
    dto: RegisterDto,
    query: RegisterQuery,
    actor: Actor,
    client: ClientContext,
  ): Promise<Registered> {
    const prepared = await this.accounts.prepare(dto);
    const place = { origin: actor, client };
    const { user, started } = await this.unitOfWork.run(async (transaction) => {
      const made = await this.accounts.add(prepared, actor, transaction);
      return {
        user: made,
        started: await this.signIns.start(query, made, BY_PASSWORD, place, transaction),
      };
    });
    return { user, signedIn: await this.signIns.tokensOf(started) };
  }
}
