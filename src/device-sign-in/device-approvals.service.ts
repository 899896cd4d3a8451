import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { SessionHolder } from '../sessions/session-holders.js';
import { DeviceAuthorizationsService } from './device-authorizations.service.js';
import type { WaitingDevice } from './device-lookup.service.js';
import { InvalidGrant } from './device-sign-in.errors.js';

/** Records what users decide about devices that want to sign in. Of several simultaneous decisions, only one counts. */
@Injectable()
export class DeviceApprovals {
  constructor(
    private readonly rows: DeviceAuthorizationsService,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Allows the sign-in of a device, while this session lives. @throws InvalidGrant when it was decided or has expired */
  async approve(
    { id, clientId }: WaitingDevice,
    holder: SessionHolder,
    origin: RequestOrigin,
  ): Promise<void> {
    const isDecided = await this.unitOfWork.run(
      async (transaction) =>
        (await this.rows.approve(id, holder.id, transaction)) &&
        this.record('device.approved', clientId, holder, origin, transaction),
    );
    if (!isDecided) throw new InvalidGrant();
  }

  /** Denies the sign-in of a device. @throws InvalidGrant when it was decided or has expired */
  async deny({ id, clientId }: WaitingDevice, holder: SessionHolder, origin: RequestOrigin): Promise<void> {
    const isDecided = await this.unitOfWork.run(
      async (transaction) =>
        (await this.rows.deny(id, transaction)) &&
        this.record('device.denied', clientId, holder, origin, transaction),
    );
    if (!isDecided) throw new InvalidGrant();
  }

  private async record(
    type: 'device.approved' | 'device.denied',
    client: string,
    { user: { id } }: SessionHolder,
    origin: RequestOrigin,
    transaction: Transaction,
  ): Promise<true> {
    const event = { type, actor: { ...origin, id }, subject: id, detail: { client } } as const;
    await this.audit.record(event, transaction);
    return true;
  }
}
