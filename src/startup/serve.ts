import { getConnectionToken } from '@nestjs/sequelize';
import type { Sequelize } from 'sequelize-typescript';
import { isLoopback } from '../common/loopback.js';
import type { Log } from '../common/logging.js';
import type { Config } from '../config/config.js';
import { lockFile } from '../database/lock-file.js';
import { migrate } from '../database/migrator.js';
import { sqliteFile } from '../database/sequelize-options.js';
import { createApp } from './app.js';
import {
  assertFitBreachFile,
  assertFitConnection,
  assertFitFile,
  assertFitServer,
  logFindings,
} from '../operations/doctor/start-checks.js';
import { HealthService } from '../operations/health/health.service.js';

const WILDCARDS = new Set(['0.0.0.0', '::']);

/**
 * How long a stopping process still serves requests, so that load balancers see `ready` fail before connections are
 * refused.
 */
const DRAIN_MS = 1000;

/**
 * Migrates the database and serves requests. Returns the function that stops the service after open requests have
 * finished.
 * @throws InvalidConfig, DatabaseInUse, DatabaseNotReady, StartupCheckFailed
 */
export async function serve(config: Config, log: Log): Promise<(signal?: string) => Promise<void>> {
  assertFitFile(config);
  await assertFitBreachFile(config);
  const unlock = config.DATABASE_URL.startsWith('sqlite:')
    ? await lockFile(sqliteFile(config.DATABASE_URL))
    : undefined;
  const applied = await migrate(config.DATABASE_URL, (server) => assertFitServer(config, server));
  if (applied.length > 0) log.log({ msg: 'migrated the database', migrations: applied });

  const app = await createApp(config, log);
  await app.init();
  const sequelize = app.get<Sequelize>(getConnectionToken());
  await assertFitConnection(sequelize);
  await app.listen(config.PORT, config.HOST);
  log.log(`Watchword serves ${addressOf(config.HOST, await app.getUrl())}, with its documentation at /docs`);
  void logFindings(config, sequelize, log);
  return async (signal) => {
    await app.get(HealthService).drain(signal === 'SIGTERM' ? DRAIN_MS : 0);
    await app.close();
    await unlock?.();
    await log.close();
  };
}

/**
 * Returns the URL to open: localhost, where browsers accept the cookies of cookie mode, instead of 0.0.0.0, which is no
 * usable address.
 */
function addressOf(host: string, url: string): string {
  const isLocal = isLoopback(host) || WILDCARDS.has(host);
  return isLocal ? `http://localhost:${new URL(url).port || 80}` : url;
}
