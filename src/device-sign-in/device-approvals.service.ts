import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { SessionHolder } from '../sessions/session-holders.js';
import { type Decision, DeviceAuthorizationsService } from './device-authorizations.service.js';
import type { WaitingDevice } from './device-lookup.service.js';
import { InvalidGrant } from './device-sign-in.errors.js';

/**
 * Records what users decide about devices that wait to sign in. Of several simultaneous decisions, only one is
 * recorded.
 */
@Injectable()
export class DeviceApprovals {
  constructor(
    private readonly rows: DeviceAuthorizationsService,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Allows the sign-in of a device while this session is active. @throws InvalidGrant when it was decided or has
   * expired
   */
  approve(device: WaitingDevice, holder: SessionHolder, origin: RequestOrigin): Promise<void> {
    return this.decide(device, { status: 'approved', sessionId: holder.id }, holder, origin);
  }

  /** Denies the sign-in of a device. @throws InvalidGrant when it was decided or has expired */
  deny(device: WaitingDevice, holder: SessionHolder, origin: RequestOrigin): Promise<void> {
    return this.decide(device, { status: 'denied' }, holder, origin);
  }

  private async decide(
    { id, clientId }: WaitingDevice,
    decision: Decision,
    { user: { id: subject } }: SessionHolder,
    origin: RequestOrigin,
  ): Promise<void> {
    const isDecided = await this.unitOfWork.run(async (transaction) => {
      if (!(await this.rows.decide(id, decision, transaction))) return false;
      const [type, actor] = [`device.${decision.status}`, { ...origin, id: subject }] as const;
      await this.audit.record({ type, actor, subject, detail: { client: clientId } }, transaction);
      return true;
    });
    if (!isDecided) throw new InvalidGrant();
  }
}
