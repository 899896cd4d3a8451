import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/sequelize';
import { Sequelize } from 'sequelize-typescript';
import type { ReadyDto } from './health.dto.js';
import { NotReady } from './health.errors.js';

const PATIENCE_MILLISECONDS = 1500;

/** Knows whether requests can be served here. */
@Injectable()
export class HealthService {
  private isStopping = false;

  constructor(@InjectConnection() private readonly database: Sequelize) {}

  /** Asks every part that requests need. @throws NotReady which names the part that fails */
  async ready(): Promise<ReadyDto> {
    if (this.isStopping) throw notReady('process', 'is stopping');
    if (!(await this.databaseAnswers())) throw notReady('database', 'does not answer');
    return { status: 'ok', parts: { database: 'ok' } };
  }

  /** Turns `ready` off, and gives balancers the time to notice. Requests are still served. */
  async drain(milliseconds: number): Promise<void> {
    this.isStopping = true;
    await sleep(milliseconds);
  }

  private async databaseAnswers(): Promise<boolean> {
    const asked = this.database.query('SELECT 1').then(
      () => true,
      () => false,
    );
    return Promise.race([asked, sleep(PATIENCE_MILLISECONDS, false, { ref: false })]);
  }
}

function notReady(field: string, message: string): NotReady {
  return new NotReady(`The ${field} ${message}.`, { errors: [{ field, message: `${field} ${message}` }] });
}
