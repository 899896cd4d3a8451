import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction, UniqueConstraintError } from 'sequelize';
import { Clock } from '../common/clock.js';
import { hashOfSecret } from '../common/secret-hash.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { DeviceAuthorization } from './device-authorization.model.js';
import { UserCodes } from './user-codes.js';

const DEVICE_CODE_BYTES = 32;
const MAX_ATTEMPTS = 5;
/** How much longer a device must wait after it has polled too often, in seconds (RFC 8628 3.5). */
const SLOWER_SECONDS = 5;
/**
 * Maximum time between two polls, in seconds. A device that has polled too often can still get its tokens before its
 * codes expire.
 */
const MAX_INTERVAL_SECONDS = 60;
/** How early a poll may be, in milliseconds: the clocks of replicas differ, and so do the delays of requests. */
const LEEWAY_MS = 1000;
/** How long expired rows are kept, in milliseconds: a device that polls still learns that its codes have expired. */
const KEPT_MS = 3_600_000;

/** The scope of service clients whose devices may request a sign-in from users. Admins grant it. */
export const DEVICE_SCOPE = 'device_sign_in';
/** How long the codes of a device are valid, in seconds. */
export const CODE_SECONDS = 600;
/** How long a device waits between two polls at first, in seconds. */
export const POLL_SECONDS = 5;

/** The codes of a device. Only hashes of them are stored. */
export interface DeviceCodes {
  readonly deviceCode: string;
  readonly userCode: string;
}

/** The decision of a user; an approval contains the session in which it is given. */
export type Decision =
  { readonly status: 'approved'; readonly sessionId: string } | { readonly status: 'denied' };

/** Owns `device_authorizations`: devices that wait for a user, each of which gets at most one session. */
@Injectable()
export class DeviceAuthorizationsService {
  constructor(
    @InjectModel(DeviceAuthorization) private readonly rows: typeof DeviceAuthorization,
    private readonly codes: UserCodes,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Creates the codes for a device of this client. If another device has the same user code, it creates new ones. */
  async open(clientId: string): Promise<DeviceCodes> {
    const expiresAt = new Date(this.clock.now().getTime() + CODE_SECONDS * 1000);
    const row = { clientId, intervalSeconds: POLL_SECONDS, expiresAt };
    for (let attempt = 1; ; attempt++) {
      const deviceCode = randomBytes(DEVICE_CODE_BYTES).toString('base64url');
      const userCode = this.codes.make();
      const hashes = { deviceCodeHash: hashOfSecret(deviceCode), userCodeHash: this.codes.hashOf(userCode) };
      const columns = { ...row, ...hashes };
      try {
        await this.unitOfWork.statement((transaction) => this.rows.create(columns, { transaction }));
        return { deviceCode, userCode };
      } catch (error) {
        if (!(error instanceof UniqueConstraintError) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** Finds the device of a client by its device code. */
  async find(deviceCode: string, clientId: string): Promise<DeviceAuthorization | undefined> {
    const where = { deviceCodeHash: hashOfSecret(deviceCode), clientId };
    return (await this.rows.findOne({ where })) ?? undefined;
  }

  /** Finds a device whose user has not decided yet, by its user code. */
  async findPending(userCode: string): Promise<DeviceAuthorization | undefined> {
    const where = { userCodeHash: this.codes.hashesOf(userCode), status: 'pending', ...this.live() } as const;
    return (await this.rows.findOne({ where })) ?? undefined;
  }

  /** Returns whether the codes of a device have expired. */
  isExpired({ expiresAt }: DeviceAuthorization): boolean {
    return expiresAt <= this.clock.now();
  }

  /**
   * Records that the device polls. Returns false, and makes it wait longer, if its interval is not over yet or it polls
   * several times at once.
   */
  async countPoll({ id, polledAt, intervalSeconds }: DeviceAuthorization): Promise<boolean> {
    const now = this.clock.now();
    const isDue =
      polledAt === null || now.getTime() + LEEWAY_MS >= polledAt.getTime() + intervalSeconds * 1000;
    if (isDue && (await this.change({ polledAt: now }, { id, polledAt }))) return true;
    const longer = Math.min(intervalSeconds + SLOWER_SECONDS, MAX_INTERVAL_SECONDS);
    await this.change({ polledAt: now, intervalSeconds: longer }, { id });
    return false;
  }

  /** Records the decision of a user. Returns false if there was one before, or the codes have expired. */
  async decide(id: string, decision: Decision, transaction: Transaction): Promise<boolean> {
    const where = { id, status: 'pending', ...this.live() } as const;
    const [decided] = await this.rows.update(decision, { where, transaction });
    return decided === 1;
  }

  /** Spends an approval: of several simultaneous callers, only one gets true. */
  async spend({ id }: DeviceAuthorization, transaction: Transaction): Promise<boolean> {
    const where = { id, status: 'approved', ...this.live() } as const;
    return (await this.rows.destroy({ where, transaction })) === 1;
  }

  /** Deletes at most `limit` rows that expired an hour ago. Returns how many. */
  sweep(limit: number, transaction: Transaction): Promise<number> {
    const expiresAt = { [Op.lt]: new Date(this.clock.now().getTime() - KEPT_MS) };
    return this.rows.destroy({ where: { expiresAt }, limit, transaction });
  }

  private live() {
    return { expiresAt: { [Op.gt]: this.clock.now() } };
  }

  private async change(
    changes: Parameters<typeof DeviceAuthorization.update>[0],
    where: { id: string; polledAt?: Date | null },
  ): Promise<boolean> {
    const [changed] = await this.unitOfWork.statement((transaction) =>
      this.rows.update(changes, { where, transaction }),
    );
    return changed === 1;
  }
}
