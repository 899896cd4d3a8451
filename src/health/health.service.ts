import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/sequelize';
import { QueryTypes } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import { isSqlite } from '../database/dialect.js';
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
    const fault = await this.databaseFault();
    if (fault) throw notReady('database', fault);
    return { status: 'ok', parts: { database: 'ok' } };
  }

  /** Turns `ready` off, and gives balancers the time to notice. Requests are still served. */
  async drain(milliseconds: number): Promise<void> {
    this.isStopping = true;
    await sleep(milliseconds);
  }

  /** A node that is read-only, such as a secondary of Group Replication, answers, but nobody can sign in there. */
  private async databaseFault(): Promise<string | undefined> {
    const sql = isSqlite(this.database) ? 'SELECT 0 AS readOnly' : 'SELECT @@read_only AS readOnly';
    const asked = this.database.query<{ readOnly: number }>(sql, { type: QueryTypes.SELECT }).then(
      ([row]) => (row?.readOnly ? 'is read-only' : undefined),
      () => 'does not answer',
    );
    return Promise.race([asked, sleep(PATIENCE_MILLISECONDS, 'does not answer', { ref: false })]);
  }
}

function notReady(field: string, message: string): NotReady {
  return new NotReady(`The ${field} ${message}.`, { errors: [{ field, message: `${field} ${message}` }] });
}
