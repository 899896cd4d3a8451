import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { UniqueConstraintError } from 'sequelize';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { secretKeyNames } from './secret-key-name.js';
import { SecretKeyUse } from './secret-key-use.model.js';

const NOTE_INTERVAL_MS = 60_000;

/**
 * Records in `secret_keys` until when this replica uses its SECRET_KEY, so that the doctor command knows which data may
 * depend on which key. Each record covers the time until the next one, so it also covers a crash. The record of an
 * orderly stop is exact.
 */
@Injectable()
export class SecretKeyUseService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SecretKeyUseService.name);
  private interval: NodeJS.Timeout | undefined;

  constructor(
    @InjectModel(SecretKeyUse) private readonly uses: typeof SecretKeyUse,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Starts after the key has decrypted the stored secrets. If the key is new, it records that the previous key was used
   * until now, even if its last record is old.
   */
  async onApplicationBootstrap(): Promise<void> {
    const { current, previous } = secretKeyNames(this.config);
    if (previous === undefined) await this.noteCurrent(NOTE_INTERVAL_MS);
    else if ((await this.note(current, NOTE_INTERVAL_MS)) === 'first') await this.note(previous, 0);
    this.interval = setInterval(() => void this.noteCurrent(NOTE_INTERVAL_MS), NOTE_INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.interval);
    await this.noteCurrent(0);
  }

  private async noteCurrent(ahead: number): Promise<void> {
    const { current } = secretKeyNames(this.config);
    await this.note(current, ahead).catch((error: unknown) => this.logger.warn(error));
  }

  /**
   * Records a key. Of several replicas that record it for the first time, one adds the row. `ahead` is in milliseconds.
   */
  private async note(id: string, ahead: number): Promise<'first' | 'again'> {
    const usedUntil = new Date(this.clock.now().getTime() + ahead);
    try {
      return await this.unitOfWork.run(async (transaction) => {
        const [changed] = await this.uses.update({ usedUntil }, { where: { id }, transaction });
        if (changed === 1 || (await this.uses.findByPk(id, { transaction }))) return 'again';
        await this.uses.create({ id, usedUntil }, { transaction });
        return 'first';
      });
    } catch (error) {
      if (error instanceof UniqueConstraintError) return 'again';
      throw error;
    }
  }
}
