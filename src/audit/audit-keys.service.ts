import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { UniqueConstraintError } from 'sequelize';
import { Config } from '../config/config.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SecretBox } from '../secrets/secret-box.js';
import { secretKeyNames } from '../secrets/secret-key-name.js';
import { AuditKey } from './audit-key.model.js';
import { AuditSeals } from './audit-seals.js';

/** A key, and the last position of the chain it is valid for. */
export interface BoundedKey {
  readonly key: Buffer;
  readonly last: number;
}

/**
 * Keeps the keys of earlier audit events, encrypted in `audit_keys`, because events are never rewritten. Each key is
 * valid up to the end of the chain when its SECRET_KEY was last accepted, so events forged later with a leaked key are
 * detected.
 */
@Injectable()
export class AuditKeys {
  constructor(
    @InjectModel(AuditKey) private readonly keys: typeof AuditKey,
    private readonly config: Config,
    private readonly seals: AuditSeals,
    private readonly box: SecretBox,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Returns all keys that events may have been written with. Those of SECRET_KEY and SECRET_KEY_PREVIOUS are valid for
   * all positions.
   */
  async accepted(): Promise<BoundedKey[]> {
    const rows = await this.keys.findAll();
    const kept = rows.map(({ id, sealedKey }) => this.read(id, sealedKey));
    return [...this.seals.key.all.map((key) => ({ key, last: Infinity })), ...kept];
  }

  /** Stores the key derived from SECRET_KEY_PREVIOUS, if that is set, for events up to this position. */
  async keepPrevious(position: number): Promise<void> {
    const { previous: key } = this.seals.key;
    const { previous: id } = secretKeyNames(this.config);
    if (key === undefined || id === undefined) return;
    const found = await this.keys.findByPk(id);
    if (found && this.read(id, found.sealedKey).last >= position) return;

    const sealedKey = this.box.seal(`${position}:${key.toString('base64')}`, id);
    await this.unitOfWork
      .run(async (transaction) => {
        if (!found) await this.keys.create({ id, sealedKey }, { transaction });
        else
          await this.keys.update({ sealedKey }, { where: { id, sealedKey: found.sealedKey }, transaction });
      })
      .catch((error: unknown) => {
        // Ignores the error if another replica stored the key at the same time. The next run raises the position.
        if (!(error instanceof UniqueConstraintError)) throw error;
      });
  }

  private read(id: string, sealedKey: string): BoundedKey {
    const [last = '', key = ''] = this.box.open(sealedKey, id).split(':');
    return { key: Buffer.from(key, 'base64'), last: Number(last) };
  }
}
