import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { renderSVG } from 'uqr';
import type { Actor } from '../../common/actor.js';
import type { Person } from '../../common/principal.js';
import { Config } from '../../config/config.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { InvalidCode } from '../../sign-in/sign-in.errors.js';
import { UsersService } from '../../users/users.service.js';
import { FactorChanges } from '../factor-changes.js';
import type { ConfirmTotpDto, TotpSetupDto } from './totp.dto.js';
import { TotpDeviceDto } from './totp.dto.js';
import { DeviceNotFound } from './totp.errors.js';
import { ONE_TIME_CODE, TotpDevicesService } from './totp-devices.service.js';
import { TotpSecret } from './totp-secret.js';

const QR_BORDER = 2;
const DEFAULT_NAME = 'Authenticator app';

/** Adds and removes authenticator apps of a user. */
@Injectable()
export class TotpEnrollmentService {
  constructor(
    private readonly config: Config,
    private readonly users: UsersService,
    private readonly devices: TotpDevicesService,
    private readonly changes: FactorChanges,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Creates a secret for a new device. It is only returned here, and the device is not a factor before
   * `confirm`.
   * @throws TooManyDevices
   */
  async begin(userId: string, name = DEFAULT_NAME): Promise<TotpSetupDto> {
    const secret = TotpSecret.make();
    const user = await this.users.get(userId);
    const id = await this.unitOfWork.run(async (transaction) => {
      await this.users.lock(userId, transaction);
      return this.devices.add(userId, name, secret, transaction);
    });
    const uri = secret.uri(this.config.AUDIENCE, user.name);
    return { id, secret: secret.base32, uri, qr: qrOf(uri) };
  }

  /**
   * Makes the device a factor by its first code, which also counts as a proof in this session. Returns
   * recovery codes if the user has none, otherwise an empty list.
   * @throws InvalidCode when the code is wrong or spent, or no such device waits to be confirmed
   */
  async confirm(person: Person, { id, code }: ConfirmTotpDto, actor: Actor): Promise<string[]> {
    const { subject, sessionId } = person;
    const codes = await this.unitOfWork.run(async (transaction) => {
      const user = await this.users.lock(subject, transaction);
      if (!(await this.devices.confirm(subject, id, code, transaction))) return undefined;
      return this.changes.added(user, { sessionId, kind: 'totp', proved: ONE_TIME_CODE }, actor, transaction);
    });
    if (!codes) throw new InvalidCode();
    return codes;
  }

  /** The user's devices. */
  async list(userId: string): Promise<TotpDeviceDto[]> {
    return (await this.devices.list(userId)).map((device) => TotpDeviceDto.of(device));
  }

  /** Removes a device. Sign-ins that wait for its code fail. @throws DeviceNotFound */
  async remove(userId: string, id: string, actor: Actor): Promise<void> {
    const isRemoved = await this.unitOfWork.run((transaction) =>
      this.removeNow(userId, id, actor, transaction),
    );
    if (!isRemoved) throw new DeviceNotFound();
  }

  private async removeNow(
    userId: string,
    id: string,
    actor: Actor,
    transaction: Transaction,
  ): Promise<boolean> {
    const user = await this.users.lock(userId, transaction);
    if (!(await this.devices.remove(userId, id, transaction))) return false;
    await this.changes.removed(user, 'totp', actor, transaction);
    return true;
  }
}

function qrOf(uri: string): string {
  const svg = renderSVG(uri, { border: QR_BORDER });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
