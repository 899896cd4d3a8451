import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type SessionHolder, SessionHolders } from '../sessions/session-holders.js';
import { DeviceAuthorizationsService } from './device-authorizations.service.js';
import type { WaitingDevice } from './device-lookup.service.js';
import { InvalidGrant } from './device-sign-in.errors.js';

/** Records what users decide about devices that want to sign in. */
@Injectable()
export class DeviceApprovals {
  constructor(
    private readonly rows: DeviceAuthorizationsService,
    private readonly holders: SessionHolders,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Allows or denies the sign-in of a device. Of several simultaneous decisions, only the first counts.
   * @throws InvalidGrant when it was decided or has expired, or the session of the user has ended
   */
  async decide(
    { id, clientId }: WaitingDevice,
    isAllowed: boolean,
    holder: SessionHolder,
    origin: RequestOrigin,
  ): Promise<void> {
    const subject = holder.user.id;
    const type = isAllowed ? 'device.approved' : 'device.denied';
    const isDecided = await this.unitOfWork.run(async (transaction) => {
      if (!(await this.holders.lock(holder, transaction))) return false;
      if (!(await this.rows.decide(id, isAllowed ? holder : undefined, transaction))) return false;
      const event = {
        type,
        actor: { ...origin, id: subject },
        subject,
        detail: { client: clientId },
      } as const;
      await this.audit.record(event, transaction);
      return true;
    });
    if (!isDecided) throw new InvalidGrant();
  }
}
