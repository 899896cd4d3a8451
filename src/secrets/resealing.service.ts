import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/sequelize';
import { QueryTypes } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import { Config } from '../config/config.js';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { resealSome } from './sealed-columns.js';
import { SecretBox } from './secret-box.js';

/**
 * While SECRET_KEY_PREVIOUS is set, re-encrypts the secrets that are still under it, in the background, on one replica
 * at a time.
 */
@Injectable()
export class Resealing implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly box: SecretBox,
    private readonly housekeeping: HousekeepingService,
    private readonly unitOfWork: UnitOfWork,
    @InjectConnection() private readonly database: Sequelize,
  ) {}

  onModuleInit(): void {
    if (!this.config.previousSecretKey) return;
    const run = (limit: number) => resealSome(this.box, this.database, this.write, limit);
    this.housekeeping.add({ name: 'sealed anew', run });
  }

  /** Each row has its own statement, so that no request waits for the locks of a batch. */
  private readonly write = async (sql: string, replacements: string[]): Promise<number> => {
    const [, changed] = await this.unitOfWork.statement((transaction) =>
      this.database.query(sql, { replacements, type: QueryTypes.UPDATE, transaction }),
    );
    return changed;
  };
}
