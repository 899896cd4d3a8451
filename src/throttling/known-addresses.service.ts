import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction } from 'sequelize';
import { Clock } from '../common/clock.js';
import { KeyedHash } from './keyed-hash.js';
import { KnownAddress } from './known-address.model.js';

const MOST_OF_A_USER = 20;
const DAY_MILLISECONDS = 86_400_000;
const KEPT_MILLISECONDS = 90 * DAY_MILLISECONDS;

/** Owns `known_addresses`: from where people have signed in, for 90 days, the newest 20 of each. */
@Injectable()
export class KnownAddressesService {
  constructor(
    @InjectModel(KnownAddress) private readonly addresses: typeof KnownAddress,
    private readonly hash: KeyedHash,
    private readonly clock: Clock,
  ) {}

  /** Whether somebody signed in to the account from this network before. */
  async isKnown(account: string, network: string): Promise<boolean> {
    const found = await this.addresses.findByPk(this.idOf(account, network));
    return found !== null && found.lastUsedAt > this.agoBy(KEPT_MILLISECONDS);
  }

  /** Remembers a network from which the user just signed in, in that sign-in's transaction. */
  async remember(account: string, userId: string, network: string, transaction: Transaction): Promise<void> {
    const id = this.idOf(account, network);
    const found = await this.addresses.findByPk(id, { transaction });
    if (found && found.lastUsedAt > this.agoBy(DAY_MILLISECONDS)) return;

    await this.addresses.upsert({ id, userId, lastUsedAt: this.clock.now() }, { transaction });
    if (!found) await this.dropOldest(userId, transaction);
  }

  /** Forgets all addresses of a user. */
  async forget(userId: string, transaction: Transaction): Promise<void> {
    await this.addresses.destroy({ where: { userId }, transaction });
  }

  /** Deletes at most `limit` addresses that were not used for 90 days. Answers how many. */
  sweep(limit: number, transaction: Transaction): Promise<number> {
    const where = { lastUsedAt: { [Op.lt]: this.agoBy(KEPT_MILLISECONDS) } };
    return this.addresses.destroy({ where, limit, transaction });
  }

  private async dropOldest(userId: string, transaction: Transaction): Promise<void> {
    const surplus = await this.addresses.findAll({
      attributes: ['id'],
      where: { userId },
      order: [['lastUsedAt', 'DESC']],
      offset: MOST_OF_A_USER,
      limit: MOST_OF_A_USER,
      transaction,
    });
    if (surplus.length === 0) return;
    await this.addresses.destroy({ where: { id: surplus.map(({ id }) => id) }, transaction });
  }

  private idOf(account: string, network: string): string {
    return this.hash.of('known address', account, network);
  }

  private agoBy(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() - milliseconds);
  }
}
