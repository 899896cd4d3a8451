import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { UsersService } from '../users/users.service.js';
import { AccountMailsService } from './account-mails.service.js';
import { NoAddress } from './verification.errors.js';

/** Lets users choose a password by a link, so that no admin knows it (ASVS 5.0 6.4.1, 6.4.6). */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly users: UsersService,
    private readonly mails: AccountMailsService,
  ) {}

  /** Mails the link to the user's address. @throws UserNotFound, NoAddress, MailUnavailable */
  async invite(userId: string, actor: Actor): Promise<void> {
    const { email } = await this.users.get(userId);
    if (email === null) throw new NoAddress();
    await this.mails.request({ purpose: 'invite', userId }, actor);
  }
}
