import { getConnectionToken } from '@nestjs/sequelize';
import type { Sequelize } from 'sequelize-typescript';
import type { Log } from './common/logging.js';
import type { Config } from './config/config.js';
import { lockFile } from './database/lock-file.js';
import { migrate } from './database/migrator.js';
import { sqliteFile } from './database/sequelize-options.js';
import { createApp } from './app.js';
import { assertFitConnection, assertFitFile, assertFitServer, logFindings } from './doctor/start-checks.js';
import { HealthService } from './health/health.service.js';

/** How long a stopping process goes on serving, so that balancers see `ready` turn before connections are refused. */
const DRAIN_MILLISECONDS = 1000;

/**
 * Migrates the database and serves. Answers the function that stops: it lets open requests finish.
 * @throws InvalidConfig, DatabaseInUse, DatabaseNotReady, UnfitToServe
 */
export async function serve(config: Config, log: Log): Promise<(signal?: string) => Promise<void>> {
  assertFitFile(config);
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
  log.log(`Watchword serves ${await app.getUrl()}, with its documentation at /docs`);
  void logFindings(config, sequelize, log);
  return async (signal) => {
    await app.get(HealthService).drain(signal === 'SIGTERM' ? DRAIN_MILLISECONDS : 0);
    await app.close();
    await unlock?.();
    await log.close();
  };
}
