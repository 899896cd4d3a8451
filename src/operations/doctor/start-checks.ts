import type { Sequelize } from 'sequelize';
import type { Log } from '../../common/logging.js';
import type { Config } from '../../config/config.js';
import { isSqlite } from '../../database/dialect.js';
import { breachFileFindings } from './breach-checks.js';
import { StartupCheckFailed } from './doctor.errors.js';
import { examine, fileFindings, serverFindingsOf } from './examination.js';
import type { Finding } from './finding.js';
import { sessionFindings } from './session-checks.js';

/** Runs before an SQLite file is opened. @throws StartupCheckFailed when its file system could lose data */
export function assertFitFile(config: Config): void {
  assertFit(fileFindings(config));
}

/**
 * Runs before passwords are accepted. @throws StartupCheckFailed when the file of breached passwords cannot be searched
 */
export async function assertFitBreachFile(config: Config): Promise<void> {
  assertFit(await breachFileFindings(config));
}

/**
 * Runs before anything is written. @throws StartupCheckFailed when the server is too old or may lose acknowledged
 * commits
 */
export async function assertFitServer(config: Config, sequelize: Sequelize): Promise<void> {
  assertFit(await serverFindingsOf(config, sequelize));
}

/**
 * Runs before requests are accepted.
 * @throws StartupCheckFailed when connections lack the strict settings that the service requested
 */
export async function assertFitConnection(sequelize: Sequelize): Promise<void> {
  if (!isSqlite(sequelize)) assertFit(await sessionFindings(sequelize));
}

/** Logs every finding that is not ok. It does not throw, because the service is already running. */
export async function logFindings(config: Config, sequelize: Sequelize, log: Log): Promise<void> {
  try {
    const findings = await examine(config, () => sequelize);
    for (const { level, check, text } of findings)
      if (level !== 'ok') log.warn({ msg: 'check', severity: level, check, text }, 'doctor');
  } catch (error) {
    log.warn({ msg: 'the checks at start were aborted', reason: (error as Error).message }, 'doctor');
  }
}

function assertFit(findings: readonly Finding[]): void {
  const refusals = findings.filter(({ refusesStart }) => refusesStart);
  if (refusals.length > 0) throw new StartupCheckFailed(refusals);
}
