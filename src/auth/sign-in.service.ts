import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/request-origin.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type Grant, RefreshService } from '../sessions/refresh.service.js';
import type { Credentials } from '../users/users.service.js';
import { LoginEvents } from './login-events.js';

/** Starts a session, and writes it down, in one. */
@Injectable()
export class SignInService {
  constructor(
    private readonly refreshes: RefreshService,
    private readonly events: LoginEvents,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Signs in somebody who was checked. Answers nothing when the account changed meanwhile. */
  async start(checked: Credentials, origin: RequestOrigin): Promise<Grant | undefined> {
    const grant = await this.unitOfWork.run(async (transaction) => {
      const started = await this.refreshes.start(checked, origin, transaction);
      if (started) await this.events.succeeded(checked.id, started.sessionId, origin, transaction);
      return started;
    });
    if (!grant) await this.events.failed(checked.id, 'changed', origin);
    return grant;
  }
}
