import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { type SignedIn, signedIn } from '../sign-in/signed-in.js';
import { SignInFlow, type SignInPlace, type StartedSession } from '../sign-in/sign-in-flow.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import type { User } from '../users/user.model.js';
import type { RegisterQuery } from './auth.dto.js';
import { LoginCheckService } from './login-check.service.js';

/** Signs users in to accounts that they have just created. */
@Injectable()
export class FirstSignIn {
  constructor(
    private readonly check: LoginCheckService,
    private readonly flow: SignInFlow,
    private readonly accessTokens: AccessTokensService,
  ) {}

  /**
   * Starts a session if the query requests it, in the transaction that creates the account. No proof is checked here,
   * because `amr` was just proved. Returns nothing for an account that may not sign in yet, because its address is not
   * verified.
   */
  async start(
    { signIn }: RegisterQuery,
    user: User,
    amr: readonly string[],
    place: SignInPlace,
    transaction: Transaction,
  ): Promise<StartedSession | undefined> {
    if (signIn !== 'true' || !this.check.mayPass(user)) return undefined;
    return this.flow.startFirst(user, amr, place, transaction);
  }

  /** Signs the tokens of the session, if one was started. */
  async tokensOf(started: StartedSession | undefined): Promise<SignedIn | undefined> {
    return started && signedIn(this.accessTokens, started);
  }
}
