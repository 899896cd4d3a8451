import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/sequelize';
import { Sequelize } from 'sequelize-typescript';
import { Metrics } from '../telemetry/metrics.js';
import { isSqlite } from './dialect.js';
import { CONNECTIONS } from './sequelize-options.js';

/** Parts of Sequelize's pool that its types do not show. */
interface Pool {
  readonly using: number;
  readonly available: number;
  readonly waiting: number;
}

/** Reports how many connections are in use and how many requests wait for one. SQLite has no pool. */
@Injectable()
export class PoolMetrics {
  constructor(@InjectConnection() database: Sequelize, metrics: Metrics) {
    if (isSqlite(database)) return;
    const { pool } = database.connectionManager as unknown as { pool: Pool };
    const limit = CONNECTIONS;
    metrics.connections.readBy(() => ({
      used: pool.using,
      idle: pool.available,
      waiting: pool.waiting,
      limit,
    }));
  }
}
