import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/request-origin.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type Grant, RefreshService } from '../sessions/refresh.service.js';
import { SignInAttempts } from '../throttling/sign-in-attempts.service.js';
import type { Visitor } from '../throttling/visitor.js';
import type { Credentials } from '../users/users.service.js';
import { LoginEvents } from './login-events.js';

/** Starts a session, writes it down and remembers from where it came, in one. */
@Injectable()
export class SignInService {
  constructor(
    private readonly refreshes: RefreshService,
    private readonly events: LoginEvents,
    private readonly attempts: SignInAttempts,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Signs in somebody who was checked. Answers nothing when the account changed meanwhile. */
  async start(checked: Credentials, origin: RequestOrigin, visitor: Visitor): Promise<Grant | undefined> {
    const grant = await this.unitOfWork.run(async (transaction) => {
      const started = await this.refreshes.start(checked, origin, transaction);
      if (!started) return undefined;
      await this.attempts.succeed(checked.id, visitor, transaction);
      await this.events.succeeded(checked.id, started.sessionId, origin, transaction);
      return started;
    });
    if (!grant) await this.events.failed(checked.id, 'changed', origin);
    return grant;
  }
}
