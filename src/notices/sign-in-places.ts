import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { type Admission, isUnseen, SignInAttempts } from '../throttling/sign-in-attempts.service.js';
import { NoticesService, type Reader, whereOf } from './notices.service.js';

/** Who signs in. */
export interface SigningIn extends Reader {
  readonly id: string;
  readonly passwordVersion: number;
  /** Where it is known: see LoginCredentials. A sign-in by mail is seen by the owner of the mailbox anyway. */
  readonly isLongUnchanged?: boolean;
}

/** Remembers from where users sign in, and tells them of a place that is new. */
@Injectable()
export class SignInPlaces {
  constructor(
    private readonly attempts: SignInAttempts,
    private readonly notices: NoticesService,
  ) {}

  /** What is known of the client, where the limits of passwords are not asked. */
  recognize({ id: userId, passwordVersion }: SigningIn, client: ClientContext): Promise<Admission> {
    return this.attempts.recognize({ userId, passwordVersion }, client);
  }

  /** What is known of any client of an account that was just made. */
  newcomer(): Admission {
    return this.attempts.newcomer();
  }

  /** Remembers and tells in the transaction of the sign-in. Answers a token for the device, if it keeps one. */
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
