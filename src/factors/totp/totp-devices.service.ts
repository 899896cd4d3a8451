import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../common/clock.js';
import { SecretBox } from '../../secrets/secret-box.js';
import type { CodeAnswer, SecondFactor } from '../../sign-in/second-factors.js';
import { TooManyDevices } from '../factors.errors.js';
import { TotpDevice } from './totp-device.model.js';
import { TotpSecret } from './totp-secret.js';

/** What a code proves (RFC 8176). */
export const ONE_TIME_CODE = 'otp';

const MAX_DEVICES = 10;
/** A device that is not confirmed within this time is deleted. */
const CONFIRM_WITHIN_MS = 3_600_000;

/** Owns `totp_devices`: authenticator apps, whose codes are each used once. */
@Injectable()
export class TotpDevicesService implements SecondFactor {
  readonly kind = 'totp';
  readonly isSubstitute = false;

  constructor(
    @InjectModel(TotpDevice) private readonly rows: typeof TotpDevice,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a device, which is not a factor until its first code was entered. The user's row must be locked.
   * @throws TooManyDevices
   */
  async add(userId: string, name: string, secret: TotpSecret, transaction: Transaction): Promise<string> {
    if ((await this.rows.count({ where: { userId }, transaction })) >= MAX_DEVICES)
      throw new TooManyDevices();
    const id = uuidv7();
    const sealedSecret = this.box.seal(secret.base32, id);
    await this.rows.create({ id, userId, name, sealedSecret }, { transaction });
    return id;
  }

  /**
   * Makes a device a factor if the code is right, and spends the code. Returns whether the device is a factor
   * now.
   */
  async confirm(userId: string, id: string, code: string, transaction: Transaction): Promise<boolean> {
    const device = await this.rows.findOne({ where: { id, userId, confirmedAt: null }, transaction });
    if (!device || !(await this.spendOf(device, code, transaction))) return false;
    await this.rows.update({ confirmedAt: this.clock.now() }, { where: { id }, transaction });
    return true;
  }

  /** The user's devices that are factors, the oldest first. */
  list(userId: string): Promise<TotpDevice[]> {
    return this.rows.findAll({ where: { userId, ...CONFIRMED }, order: [['id', 'ASC']] });
  }

  /** Whether the user has a device. */
  async isEnrolled(userId: string, transaction: Transaction): Promise<boolean> {
    return (await this.rows.count({ where: { userId, ...CONFIRMED }, transaction })) > 0;
  }

  /**
   * Spends a code of any of the user's devices: of several simultaneous callers, only one gets the method
   * that it proves.
   */
  async spend(
    userId: string,
    { code }: CodeAnswer,
    transaction: Transaction,
  ): Promise<typeof ONE_TIME_CODE | undefined> {
    const devices = await this.rows.findAll({ where: { userId, ...CONFIRMED }, transaction });
    for (const device of devices) if (await this.spendOf(device, code, transaction)) return ONE_TIME_CODE;
    return undefined;
  }

  /** Deletes a device. Returns whether there was one. */
  async remove(userId: string, id: string, transaction: Transaction): Promise<boolean> {
    return (await this.rows.destroy({ where: { id, userId }, transaction })) > 0;
  }

  /** Deletes all devices of the user. */
  async removeAll(userId: string, transaction: Transaction): Promise<void> {
    await this.rows.destroy({ where: { userId }, transaction });
  }

  /** Deletes at most `limit` devices that were never confirmed. Returns how many. */
  sweep(limit: number, transaction: Transaction): Promise<number> {
    const before = new Date(this.clock.now().getTime() - CONFIRM_WITHIN_MS);
    return this.rows.destroy({
      where: { confirmedAt: null, createdAt: { [Op.lt]: before } },
      limit,
      transaction,
    });
  }

  /** One conditional write, so that a step is accepted only once, even on several replicas. */
  private async spendOf(
    { id, sealedSecret }: TotpDevice,
    code: string,
    transaction: Transaction,
  ): Promise<boolean> {
    const now = this.clock.now();
    const step = new TotpSecret(this.box.open(sealedSecret, id)).stepOf(code, now);
    if (step === undefined) return false;
    const [spent] = await this.rows.update(
      { lastStep: step, lastUsedAt: now },
      { where: { id, lastStep: { [Op.lt]: step } }, transaction },
    );
    return spent === 1;
  }
}

const CONFIRMED = { confirmedAt: { [Op.ne]: null } };
