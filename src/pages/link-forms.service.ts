import { Injectable } from '@nestjs/common';
import { UsersService } from '../users/users.service.js';
import { InvalidToken } from '../verification/verification.errors.js';
import { VerificationsService } from '../verification/verifications.service.js';
import { type FormView, type PageName, PAGES, type PageRule } from './page-view.js';

/** Finds what the page of a link shows, without using up the token. */
@Injectable()
export class LinkForms {
  constructor(
    private readonly verifications: VerificationsService,
    private readonly users: UsersService,
  ) {}

  /**
   * Returns the form for a valid token.
   * @throws InvalidToken, so that no user types a password for an invalid link
   */
  async find(page: PageName, token: string): Promise<FormView> {
    const { purposes, asksFor, signsIn }: PageRule = PAGES[page];
    const proof = await this.verifications.inspect(token, purposes);
    if (!proof) throw new InvalidToken();
    const user = asksFor || signsIn ? await this.users.find(proof.userId) : undefined;
    return { kind: 'form', page, secret: token, name: user?.name };
  }
}
