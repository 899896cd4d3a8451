import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { hashOfSecret } from '../common/secret-hash.js';
import { SWEEP_BATCH } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { browserTokensOf } from './browser-tokens.js';
import { RememberedDeviceDto } from './remembered-device.dto.js';
import { RememberedDeviceNotFound } from './remembered-devices.errors.js';
import { RememberedDevicesService } from './remembered-devices.service.js';

/** Lists and forgets remembered devices for their owners, and forgets all devices for the operator. */
@Injectable()
export class DeviceAccessService {
  constructor(
    private readonly devices: RememberedDevicesService,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Returns the user's remembered devices. The client's own device is marked as current. */
  async list(userId: string, client?: ClientContext): Promise<RememberedDeviceDto[]> {
    const hashes = client ? browserTokensOf(client).map(hashOfSecret) : [];
    return (await this.devices.list(userId)).map((device) =>
      RememberedDeviceDto.of(device, hashes.includes(device.tokenHash)),
    );
  }

  /** Forgets one of the user's devices. @throws RememberedDeviceNotFound */
  async forget(userId: string, device: string, actor: Actor): Promise<void> {
    const wasRemembered = await this.unitOfWork.run(async (transaction) => {
      if (!(await this.devices.remove(userId, device, transaction))) return false;
      const event = { type: 'device.forgotten', actor, subject: userId, detail: { device } } as const;
      await this.audit.record(event, transaction);
      return true;
    });
    if (!wasRemembered) throw new RememberedDeviceNotFound();
  }

  /** Forgets the devices of all users, a batch at a time. */
  async forgetEverybodys(): Promise<void> {
    for (let forgotten = SWEEP_BATCH; forgotten === SWEEP_BATCH;)
      forgotten = await this.unitOfWork.run((transaction) =>
        this.devices.removeSome(SWEEP_BATCH, transaction),
      );
  }
}
