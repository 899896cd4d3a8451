import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { type Admission, isUnseen, SignInAttempts } from '../throttling/sign-in-attempts.service.js';
import { NoticesService, type Reader, whereOf } from './notices.service.js';

/** The user who signs in. */
export interface SigningIn extends Reader {
  readonly id: string;
  readonly passwordVersion: number;
  /** See LoginCredentials. It is set only where it is known: the owner of the mailbox sees a sign-in by mail anyway. */
  readonly isLongUnchanged?: boolean;
}

/** Remembers the places from which users sign in, and notifies them of new ones. */
@Injectable()
export class SignInPlaces {
  constructor(
    private readonly attempts: SignInAttempts,
    private readonly notices: NoticesService,
  ) {}

  /** Returns what is known about the client, for sign-ins that are not counted by the limits of passwords. */
  recognize({ id: userId, passwordVersion }: SigningIn, client: ClientContext): Promise<Admission> {
    return this.attempts.recognize({ userId, passwordVersion }, client);
  }

  /** Returns the admission of any client of a new account, about which nothing is known. */
  newcomer(): Admission {
    return this.attempts.newcomer();
  }

  /**
   * Remembers the place and notifies the user, in the transaction of the sign-in. Returns a device token if
   * the client keeps one.
   */
  async remember(
    user: SigningIn,
    origin: RequestOrigin,
    client: ClientContext,
    admission: Admission,
    transaction: Transaction,
  ): Promise<string | undefined> {
    const claimed = { userId: user.id, passwordVersion: user.passwordVersion };
    const deviceToken = await this.attempts.succeed(claimed, client, admission, transaction);
    if (isUnseen(admission, user.isLongUnchanged ?? false))
      await this.notices.send('new_device', user, whereOf(origin), origin, transaction);
    return deviceToken;
  }
}
