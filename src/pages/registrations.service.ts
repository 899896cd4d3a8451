import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { invalidField } from '../common/invalid-field.js';
import { Config } from '../config/config.js';
import { AccountCreationService, type NewAccount } from '../users/account-creation.service.js';
import type { OpenDoneView } from './open-page-view.js';
import { OpenPages } from './open-pages.service.js';

/** Creates the accounts of users who sign up on the page. */
@Injectable()
export class Registrations {
  constructor(
    private readonly config: Config,
    private readonly accounts: AccountCreationService,
    private readonly pages: OpenPages,
  ) {}

  /**
   * Creates an account, and returns what is left to do: to sign in, or to verify the address first.
   * @throws ValidationFailed, NameTaken, Overloaded
   */
  async signUp(
    { name, password, email }: NewAccount,
    returnTo: unknown,
    actor: Actor,
  ): Promise<OpenDoneView> {
    const mustProve = this.config.REQUIRE_VERIFIED_EMAIL === 'true';
    if (mustProve && email === undefined)
      throw invalidField('email', { rule: 'required', message: 'must be given to be able to sign in' });
    await this.accounts.create({ name, password, email }, actor);
    return this.pages.done('sign_up', returnTo, mustProve ? 'mailed' : 'done');
  }
}
