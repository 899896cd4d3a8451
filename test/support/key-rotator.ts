import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { UniqueConstraintError } from 'sequelize';
import { AppModule } from '../../src/startup/app.module.js';
import { loadConfig } from '../../src/config/load-config.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { KeysService } from '../../src/keys/keys.service.js';
import { TEST_ENVIRONMENT } from './service.js';

/** A replica without a server that only creates keys. */
export class KeyRotator {
  private app!: INestApplicationContext;

  constructor(private readonly environment: Record<string, string>) {}

  async start(): Promise<this> {
    const config = loadConfig({ ...TEST_ENVIRONMENT, ...this.environment });
    this.app = await NestFactory.createApplicationContext(AppModule.with(config), { logger: ['error'] });
    return this;
  }

  /** Creates the next key, unless one is waiting or another replica is faster. */
  async rotate(): Promise<void> {
    const keys = this.app.get(KeysService);
    const work = this.app.get(UnitOfWork).run((transaction) => keys.addSuccessor(transaction));
    await work.catch((error: unknown) => {
      if (!(error instanceof UniqueConstraintError)) throw error;
    });
  }

  stop = (): Promise<void> => this.app.close();
}
