import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/sequelize';
import { QueryTypes } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import { isSqlite } from '../../database/dialect.js';
import { writeFault } from '../../database/writable-file.js';
import { RevocationPoller } from '../../revocations/revocation-poller.js';
import type { ReadyDto } from './health.dto.js';
import { NotReady } from './health.errors.js';

const TIMEOUT_MS = 1500;
const HARMLESS_WRITE = "DELETE FROM leases WHERE name = ''";

/** Decides whether this replica can serve requests. */
@Injectable()
export class HealthService {
  private isStopping = false;

  constructor(
    @InjectConnection() private readonly database: Sequelize,
    private readonly revocations: RevocationPoller,
  ) {}

  /**
   * Checks all parts that requests need. A note about the revocation feed is only reported, because the feed was
   * already repaired.
   * @throws NotReady with the name of the failing part
   */
  async ready(): Promise<ReadyDto> {
    if (this.isStopping) throw notReady('process', 'is stopping');
    const fault = await this.databaseFault();
    if (fault) throw notReady('database', fault);
    return { status: 'ok', parts: { database: 'ok', revocations: this.revocations.note ?? 'ok' } };
  }

  /** Makes `ready` fail and waits, so that load balancers notice. Requests are still served. */
  async drain(milliseconds: number): Promise<void> {
    this.isStopping = true;
    await sleep(milliseconds);
  }

  private async databaseFault(): Promise<string | undefined> {
    const asked = this.takesWrites().then(
      (isWritable) => (isWritable ? undefined : 'is read-only'),
      () => 'does not answer',
    );
    return Promise.race([asked, sleep(TIMEOUT_MS, 'does not answer', { ref: false })]);
  }

  /**
   * Returns whether the database accepts writes. A read-only node, such as a secondary of Group Replication, responds,
   * but no user can sign in there. Some obstacles become visible only in a write, so this runs one that changes no row.
   */
  private async takesWrites(): Promise<boolean> {
    const { storage } = this.database.options;
    if (isSqlite(this.database)) {
      await this.database.query('SELECT 0', { type: QueryTypes.SELECT });
      return storage === undefined || writeFault(storage) === undefined;
    }
    const sql = 'SELECT @@read_only AS readOnly';
    const [row] = await this.database.query<{ readOnly: number }>(sql, { type: QueryTypes.SELECT });
    if (row?.readOnly) return false;
    await this.database.query(HARMLESS_WRITE);
    return true;
  }
}

function notReady(field: string, message: string): NotReady {
  return new NotReady(`The ${field} ${message}.`, {
    errors: [{ field, rule: 'unavailable', message: `${field} ${message}` }],
  });
}
