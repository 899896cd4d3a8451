import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type IssuedTokens, issueTokens } from '../sessions/grant.js';
import { SessionIssuer } from '../sessions/session-issuer.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import { CredentialsService } from '../users/credentials.service.js';
import type { DeviceAuthorization } from './device-authorization.model.js';
import { DeviceAuthorizationsService } from './device-authorizations.service.js';
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
    private readonly credentials: CredentialsService,
    private readonly sessions: SessionIssuer,
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
    const user = device.userId === null ? undefined : await this.credentials.findById(device.userId);
    if (!user) throw new AccessDenied();
    const grant = await this.unitOfWork.run(async (transaction) => {
      if (!(await this.rows.spend(device, transaction))) return 'spent';
      return this.sessions.issue(user, proofsOf(device), origin, transaction);
    });
    if (grant === 'spent') throw new InvalidGrant();
    if (!grant) throw new AccessDenied();
    return issueTokens(this.tokens, grant);
  }
}

/** What the user had proved in the browser where they approved, and when. */
function proofsOf({ amr, authTime, rememberedDeviceId }: DeviceAuthorization) {
  return {
    amr: (amr ?? '').split(' ').filter(Boolean),
    authTime: authTime ?? undefined,
    rememberedDevice: rememberedDeviceId ?? undefined,
  };
}
