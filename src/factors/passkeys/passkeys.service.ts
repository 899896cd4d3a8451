import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction, UniqueConstraintError } from 'sequelize';
import { AuditService } from '../../audit/audit.service.js';
import type { Actor } from '../../common/actor.js';
import { Clock } from '../../common/clock.js';
import { hashOfSecret } from '../../common/secret-hash.js';
import { Config } from '../../config/config.js';
import type { PasskeyAnswer, SecondFactor } from '../../sign-in/second-factors.js';
import { TooManyDevices } from '../factors.errors.js';
import { Passkey } from './passkey.model.js';
import { InvalidPasskey } from './passkeys.errors.js';
import type { NewPasskey } from './relying-party.js';

const MAX_PASSKEYS = 20;

/** Owns `passkeys`. */
@Injectable()
export class PasskeysService implements SecondFactor {
  readonly kind = 'passkey';
  readonly isSubstitute = false;

  constructor(
    @InjectModel(Passkey) private readonly rows: typeof Passkey,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly audit: AuditService,
  ) {}

  /**
   * Adds a passkey. The user's row must be locked.
   * @throws TooManyDevices, or InvalidPasskey when an account already has it
   */
  async add(
    userId: string,
    name: string,
    key: NewPasskey & Partial<Pick<Passkey, 'signsInAlone'>>,
    transaction: Transaction,
  ): Promise<Passkey> {
    if ((await this.rows.count({ where: { userId }, transaction })) >= MAX_PASSKEYS)
      throw new TooManyDevices();
    const { transports, ...facts } = key;
    const credentialHash = hashOfSecret(key.credentialId);
    const row = { ...facts, userId, name, credentialHash, transports: transports.join(' ') };
    try {
      return await this.rows.create(row, { transaction });
    } catch (error) {
      if (error instanceof UniqueConstraintError) throw new InvalidPasskey();
      throw error;
    }
  }

  /** The user's passkeys, the oldest first. */
  list(userId: string, transaction?: Transaction): Promise<Passkey[]> {
    return this.rows.findAll({ where: { userId }, order: [['id', 'ASC']], transaction });
  }

  /** Finds a passkey by the id of its credential. */
  async findByCredential(credentialId: string): Promise<Passkey | undefined> {
    const where = { credentialHash: hashOfSecret(credentialId) };
    return (await this.rows.findOne({ where })) ?? undefined;
  }

  /** Finds a passkey of the user. */
  async find(userId: string, id: string, transaction: Transaction): Promise<Passkey | undefined> {
    return (await this.rows.findOne({ where: { id, userId }, transaction })) ?? undefined;
  }

  /** Renames a passkey. Returns whether it exists. The user's row must be locked. */
  async rename(userId: string, id: string, name: string, transaction: Transaction): Promise<void> {
    await this.rows.update({ name }, { where: { id, userId }, transaction });
  }

  /** Whether the user has a passkey. */
  async isEnrolled(userId: string, transaction: Transaction): Promise<boolean> {
    return (await this.rows.count({ where: { userId }, transaction })) > 0;
  }

  /** How many passkeys of the user have signed in alone. */
  countAlone(userId: string, transaction: Transaction): Promise<number> {
    return this.rows.count({ where: { userId, signsInAlone: true }, transaction });
  }

  /**
   * Records a signature of a passkey and its counter: of two signatures with the same counter, only one is
   * accepted. Returns the method that it proves, or nothing when the passkey was removed, or when its counter
   * went back and PASSKEY_COUNTERS=refuse.
   */
  async spend(
    userId: string,
    { passkeyId: id, counter, backedUp, isAlone }: PasskeyAnswer,
    transaction: Transaction,
    actor: Actor,
  ): Promise<'hwk' | 'swk' | undefined> {
    const used = { backedUp, lastUsedAt: this.clock.now(), ...(isAlone && { signsInAlone: true }) };
    const earlier = counter === 0 ? 0 : { [Op.lt]: counter };
    const [moved] = await this.rows.update(
      { ...used, counter },
      { where: { id, userId, counter: earlier }, transaction },
    );
    const passkey = await this.find(userId, id, transaction);
    const counts = counter > 0 || Number(passkey?.counter) > 0;
    if (!passkey || moved === 1 || !counts) return passkey?.proves;

    const detail = { passkey: id, counter, last: Number(passkey.counter) };
    await this.audit.record(
      { type: 'passkey.counter_regressed', actor, subject: userId, detail },
      transaction,
    );
    if (this.config.PASSKEY_COUNTERS === 'refuse') return undefined;
    await this.rows.update(used, { where: { id }, transaction });
    return passkey.proves;
  }

  /** Deletes a passkey. Returns whether there was one. */
  async remove(userId: string, id: string, transaction: Transaction): Promise<boolean> {
    return (await this.rows.destroy({ where: { id, userId }, transaction })) > 0;
  }

  /** Deletes all passkeys of the user. */
  async removeAll(userId: string, transaction: Transaction): Promise<void> {
    await this.rows.destroy({ where: { userId }, transaction });
  }
}
