import type { Sequelize } from 'sequelize';
import type { Log } from '../common/logging.js';
import type { Config } from '../config/config.js';
import { isSqlite } from '../database/dialect.js';
import { UnfitToServe } from './doctor.errors.js';
import { examine, fileFindings, serverFindingsOf } from './examination.js';
import type { Finding } from './finding.js';
import { sessionFindings } from './session-checks.js';

/** Before an SQLite file is opened. @throws UnfitToServe where it lies on a disk that would lose it */
export function assertFitFile(config: Config): void {
  assertFit(fileFindings(config));
}

/** Before anything is written. @throws UnfitToServe when the server is too old, or forgets what it acknowledged */
export async function assertFitServer(config: Config, sequelize: Sequelize): Promise<void> {
  assertFit(await serverFindingsOf(config, sequelize));
}

/** Before requests are taken. @throws UnfitToServe when our connections are not as strict as they were told to be */
export async function assertFitConnection(sequelize: Sequelize): Promise<void> {
  if (!isSqlite(sequelize)) assertFit(await sessionFindings(sequelize));
}

/** Writes a line for everything that is not well. It does not throw: the service runs already. */
export async function logFindings(config: Config, sequelize: Sequelize, log: Log): Promise<void> {
  try {
    const findings = await examine(config, () => sequelize);
    for (const { level, check, text } of findings)
      if (level !== 'ok') log.warn({ msg: 'check', severity: level, check, text }, 'doctor');
  } catch (error) {
    log.warn({ msg: 'the checks at start were broken off', reason: (error as Error).message }, 'doctor');
  }
}

function assertFit(findings: readonly Finding[]): void {
  const refusals = findings.filter(({ refusesStart }) => refusesStart);
  if (refusals.length > 0) throw new UnfitToServe(refusals);
}
