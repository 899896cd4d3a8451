import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type IssuedTokens, issueTokens } from '../sessions/grant.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import type { DeviceAuthorization } from './device-authorization.model.js';
import { DeviceAuthorizationsService } from './device-authorizations.service.js';
import { DeviceSessions } from './device-sessions.js';
import {
  AccessDenied,
  AuthorizationPending,
  ExpiredToken,
  InvalidGrant,
  SlowDown,
} from './device-sign-in.errors.js';

/** Signs a device in once its user has allowed it (RFC 8628 3.4). */
@Injectable()
export class DeviceSignIn {
  constructor(
    private readonly rows: DeviceAuthorizationsService,
    private readonly sessions: DeviceSessions,
    private readonly tokens: AccessTokensService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Answers a poll: starts the session that a user has allowed. Of several simultaneous polls, only one gets tokens.
   * @throws InvalidGrant, ExpiredToken, SlowDown, AuthorizationPending, AccessDenied
   */
  async poll(deviceCode: string, clientId: string, origin: RequestOrigin): Promise<IssuedTokens> {
    const device = await this.rows.find(deviceCode, clientId);
    if (!device) throw new InvalidGrant();
    if (this.rows.isExpired(device)) throw new ExpiredToken();
    if (!(await this.rows.countPoll(device))) throw new SlowDown();
    if (device.status === 'pending') throw new AuthorizationPending();
    if (device.status === 'denied') throw new AccessDenied();
    return this.start(device, origin);
  }

  private async start(device: DeviceAuthorization, origin: RequestOrigin): Promise<IssuedTokens> {
    const approver = device.sessionId === null ? undefined : await this.sessions.approverBy(device.sessionId);
    if (!approver) throw new AccessDenied();
    const grant = await this.unitOfWork.run(async (transaction) =>
      (await this.rows.spend(device, transaction))
        ? this.sessions.start(approver, origin, transaction)
        : undefined,
    );
    if (!grant) throw new InvalidGrant();
    return issueTokens(this.tokens, grant);
  }
}
