import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { Actor } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type SignedIn, signedIn } from '../sign-in/signed-in.js';
import { type Begun, SignInFlow, type SignInPlace } from '../sign-in/sign-in-flow.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import { AccountCreationService } from '../users/account-creation.service.js';
import type { Account } from '../users/user.dto.js';
import type { User } from '../users/user.model.js';
import type { RegisterDto, RegisterQuery } from './auth.dto.js';
import { LoginCheckService } from './login-check.service.js';
import { BY_PASSWORD } from './sign-in.service.js';

/** A new account, and its first sign-in where there was one. */
export interface Registered {
  readonly user: Account;
  readonly signedIn?: SignedIn;
}

/** Makes accounts for strangers, and signs them in where they ask for it. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly accounts: AccountCreationService,
    private readonly check: LoginCheckService,
    private readonly flow: SignInFlow,
    private readonly accessTokens: AccessTokensService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Makes the account, and with `signIn` its first session in the same transaction: the password was just chosen, so it is
   * not compared. An account that may not sign in yet, because its address is not verified, gets no session.
   * @throws ValidationFailed, NameTaken, Overloaded
   */
  async register(
    dto: RegisterDto,
    { signIn }: RegisterQuery,
    actor: Actor,
    client: ClientContext,
  ): Promise<Registered> {
    const prepared = await this.accounts.prepare(dto);
    const { user, begun } = await this.unitOfWork.run(async (transaction) => {
      const made = await this.accounts.add(prepared, actor, transaction);
      const place = { origin: actor, client };
      return {
        user: made,
        begun: signIn === 'true' ? await this.begin(made, place, transaction) : undefined,
      };
    });
    return { user, signedIn: begun && (await signedIn(this.accessTokens, begun)) };
  }

  private async begin(user: User, place: SignInPlace, transaction: Transaction): Promise<Begun | undefined> {
    return this.check.mayPass(user) ? this.flow.beginFirst(user, BY_PASSWORD, place, transaction) : undefined;
  }
}
