import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction } from 'sequelize';
import type { RequestOrigin } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { hashOfSecret } from '../common/secret-hash.js';
import { Config } from '../config/config.js';
import { increment } from '../database/increment.js';
import { RememberedDevice } from './remembered-device.model.js';

/** How many devices of a user are kept: the newest ones. */
const MAX_OF_A_USER = 20;

/**
 * Owns `remembered_devices`: browsers in which a user needs no second factor. A browser is recognized by a
 * token in a cookie, of which only a hash is stored. Changes that end them, such as removing a factor, delete
 * the rows in the same transaction.
 */
@Injectable()
export class RememberedDevicesService {
  constructor(
    @InjectModel(RememberedDevice) private readonly rows: typeof RememberedDevice,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Returns for how many seconds a browser is remembered. It is undefined if MFA_REMEMBER is off. */
  get seconds(): number | undefined {
    return this.config.MFA_REMEMBER === 'off' ? undefined : this.config.MFA_REMEMBER;
  }

  /** Adds a browser for `seconds`. Returns its id. The user's row must be locked. */
  async add(
    userId: string,
    token: string,
    seconds: number,
    { address, userAgent }: RequestOrigin,
    transaction: Transaction,
  ): Promise<string> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + seconds * 1000);
    const times = { createdAt: now, lastUsedAt: now, expiresAt };
    const row = { userId, tokenHash: hashOfSecret(token), address, userAgent, ...times };
    const { id } = await this.rows.create(row, { transaction });
    await this.dropOldest(userId, transaction);
    return id;
  }

  /** Deletes the user's rows for these tokens. Returns the tokens that are valid for other users. */
  async replace(userId: string, tokens: readonly string[], transaction: Transaction): Promise<string[]> {
    if (tokens.length === 0) return [];
    const where = { tokenHash: tokens.map(hashOfSecret), ...this.live() };
    const found = await this.rows.findAll({ where, transaction });
    const own = found.filter((device) => device.userId === userId).map(({ id }) => id);
    if (own.length > 0) await this.rows.destroy({ where: { id: own }, transaction });
    const others = new Set(found.filter(({ id }) => !own.includes(id)).map(({ tokenHash }) => tokenHash));
    return tokens.filter((token) => others.has(hashOfSecret(token)));
  }

  /**
   * Finds the user's browser with one of these tokens, and records its use. It is one conditional write, so
   * that a browser which was forgotten meanwhile is not accepted.
   */
  async use(
    userId: string,
    tokens: readonly string[],
    transaction: Transaction,
  ): Promise<string | undefined> {
    const where = { userId, tokenHash: tokens.map(hashOfSecret), ...this.live() };
    const device = await this.rows.findOne({ where, transaction });
    if (!device) return undefined;
    const changes = { lastUsedAt: this.clock.now(), uses: increment('uses') };
    const [used] = await this.rows.update(changes, { where: { ...where, id: device.id }, transaction });
    return used === 1 ? device.id : undefined;
  }

  /** Returns the user's remembered browsers, the newest first. */
  list(userId: string): Promise<RememberedDevice[]> {
    return this.rows.findAll({ where: { userId, ...this.live() }, order: [['id', 'DESC']] });
  }

  /** Forgets one browser. Returns whether there was one. */
  async remove(userId: string, id: string, transaction: Transaction): Promise<boolean> {
    return (await this.rows.destroy({ where: { id, userId, ...this.live() }, transaction })) > 0;
  }

  /** Forgets all browsers of these users, whose rows must be locked. */
  async removeAll(userIds: readonly string[], transaction: Transaction): Promise<void> {
    await this.rows.destroy({ where: { userId: [...userIds] }, transaction });
  }

  /** Forgets at most `limit` browsers of any users. Returns how many. */
  removeSome(limit: number, transaction: Transaction): Promise<number> {
    return this.rows.destroy({ where: {}, limit, transaction });
  }

  /** Deletes at most `limit` rows that have expired. Returns how many. */
  sweep(limit: number, transaction: Transaction): Promise<number> {
    return this.rows.destroy({ where: { expiresAt: { [Op.lt]: this.clock.now() } }, limit, transaction });
  }

  /**
   * Returns the condition for rows that are valid now. A shorter MFA_REMEMBER also applies to earlier rows, and
   * `off` to all rows.
   */
  private live() {
    const now = this.clock.now();
    const oldest = new Date(now.getTime() - (this.seconds ?? 0) * 1000);
    return { expiresAt: { [Op.gt]: now }, createdAt: { [Op.gt]: oldest } };
  }

  private async dropOldest(userId: string, transaction: Transaction): Promise<void> {
    const surplus = await this.rows.findAll({
      attributes: ['id'],
      where: { userId },
      order: [['id', 'DESC']],
      offset: MAX_OF_A_USER,
      limit: MAX_OF_A_USER,
      transaction,
    });
    if (surplus.length === 0) return;
    await this.rows.destroy({ where: { id: surplus.map(({ id }) => id) }, transaction });
  }
}
