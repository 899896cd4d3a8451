import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction } from 'sequelize';
import type { ClientContext } from '../common/client-context.js';
import { Clock } from '../common/clock.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { KeyedHash } from './keyed-hash.js';
import { KnownAddress } from './known-address.model.js';

const MAX_OF_A_USER = 20;
const DAY_MS = 86_400_000;
const KEPT_MS = 90 * DAY_MS;

const IS_FRESH = 'SELECT last_used_at > ? FROM known_addresses WHERE id = ? AND last_used_at > ?';
const IS_THERE = 'SELECT 1 FROM known_addresses WHERE id = ? AND last_used_at > ?';

/** Finds an address and a device by their current and previous ids, and counts both for the user. */
const FIND = `SELECT
    (${IS_FRESH}) AS address_is_fresh, (${IS_THERE}) AS had_address,
    (${IS_FRESH}) AS device_is_fresh, (${IS_THERE}) AS had_device,
    (SELECT COUNT(*) FROM known_addresses WHERE user_id = ?) AS total`;

interface FoundRow {
  readonly address_is_fresh: 0 | 1 | null;
  readonly had_address: 1 | null;
  readonly device_is_fresh: 0 | 1 | null;
  readonly had_device: 1 | null;
  readonly total: number | string;
}

/** The network of a client, and the name of its device. */
export type Place = Pick<ClientContext, 'network' | 'device'>;

/** What is known about a network for an account, and what a sign-in from there must store. */
export interface AddressKnowledge {
  /** Whether this network was used to sign in to the account within 90 days. */
  readonly isKnown: boolean;
  /** Whether a device with this name was used within 90 days. */
  readonly isDeviceKnown: boolean;
  /** Whether both were used within a day, so that nothing needs to be written. */
  readonly isFresh: boolean;
  /** Whether no address or device of the account is known. */
  readonly isEmpty: boolean;
  /** Whether the account already has the maximum number of addresses and devices. */
  readonly isFull: boolean;
}

/** What is known of an account without a sign-in. */
export const NOTHING_KNOWN: AddressKnowledge = {
  isKnown: false,
  isDeviceKnown: false,
  isFresh: false,
  isEmpty: true,
  isFull: false,
};

/**
 * Remembers the networks from which users have signed in, and the names of their devices: for 90 days, the newest 20 of
 * each user.
 */
@Injectable()
export class KnownAddressesService {
  constructor(
    @InjectModel(KnownAddress) private readonly addresses: typeof KnownAddress,
    private readonly statements: PreparedStatements,
    private readonly hash: KeyedHash,
    private readonly clock: Clock,
  ) {}

  /**
   * Looks up a network and a device of an account. An account that does not exist runs the same statement with an empty
   * `userId`.
   */
  async find(account: string, userId: string, place: Place): Promise<AddressKnowledge> {
    const [day, oldest] = [this.agoBy(DAY_MS), this.agoBy(KEPT_MS)];
    const valuesOf = ([id = '', previousId = '']: string[]) => [day, id, oldest, previousId, oldest];
    const { address, device } = this.idsOf(account, place);
    const values = [...valuesOf(address), ...valuesOf(device), userId];
    const [row] = await this.statements.read<FoundRow>(FIND, values);
    const total = Number(row?.total ?? 0);
    return {
      isKnown: (row?.address_is_fresh ?? row?.had_address ?? null) !== null,
      isDeviceKnown: (row?.device_is_fresh ?? row?.had_device ?? null) !== null,
      isFresh: Number(row?.address_is_fresh ?? 0) === 1 && Number(row?.device_is_fresh ?? 0) === 1,
      isEmpty: total === 0,
      isFull: total >= MAX_OF_A_USER,
    };
  }

  /** Remembers the place of a sign-in, in the transaction of that sign-in. */
  async remember(
    account: string,
    userId: string,
    place: Place,
    known: AddressKnowledge,
    transaction: Transaction,
  ): Promise<void> {
    if (known.isFresh) return;
    const { address, device } = this.idsOf(account, place);
    const lastUsedAt = this.clock.now();
    const rows = [address, device].map(([id = '']) => ({ id, userId, lastUsedAt }));
    await this.addresses.bulkCreate(rows, { updateOnDuplicate: ['lastUsedAt'], transaction });
    // An address stored under SECRET_KEY_PREVIOUS is stored under SECRET_KEY from now on.
    const previous = [address, device].flatMap(([, previousId]) => previousId ?? []);
    if (previous.length > 0) await this.addresses.destroy({ where: { id: previous }, transaction });
    if (known.isFull) await this.dropOldest(userId, transaction);
  }

  /** Deletes all known addresses of a user. */
  async forget(userId: string, transaction: Transaction): Promise<void> {
    await this.addresses.destroy({ where: { userId }, transaction });
  }

  /** Deletes at most `limit` addresses that were not used for 90 days. Returns how many. */
  sweep(limit: number, transaction: Transaction): Promise<number> {
    const where = { lastUsedAt: { [Op.lt]: this.agoBy(KEPT_MS) } };
    return this.addresses.destroy({ where, limit, transaction });
  }

  private async dropOldest(userId: string, transaction: Transaction): Promise<void> {
    const surplus = await this.addresses.findAll({
      attributes: ['id'],
      where: { userId },
      order: [['lastUsedAt', 'DESC']],
      offset: MAX_OF_A_USER,
      limit: MAX_OF_A_USER,
      transaction,
    });
    if (surplus.length === 0) return;
    await this.addresses.destroy({ where: { id: surplus.map(({ id }) => id) }, transaction });
  }

  /** Returns the ids under SECRET_KEY and, if it is set, SECRET_KEY_PREVIOUS. */
  private idsOf(account: string, { network, device }: Place): Record<'address' | 'device', string[]> {
    return {
      address: this.hash.allOf('known address', account, network),
      device: this.hash.allOf('known device', account, device),
    };
  }

  private agoBy(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() - milliseconds);
  }
}
