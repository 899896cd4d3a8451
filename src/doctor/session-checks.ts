import type { Sequelize } from 'sequelize';
import { type Finding, ok, problem, refusal } from './finding.js';
import { rows } from './server-facts.js';

/** What our connections were told, and whether it holds: a proxy in between may have its own ideas. */
interface Session {
  readonly sqlMode: string;
  readonly timeZone: string;
  readonly foreignKeys: number;
}

const SESSION = `SELECT @@SESSION.sql_mode AS sqlMode, @@SESSION.time_zone AS timeZone,
  @@SESSION.foreign_key_checks AS foreignKeys`;

/** Looks at one of our connections to MySQL or MariaDB. */
export async function sessionFindings(sequelize: Sequelize): Promise<Finding[]> {
  const [session] = await rows<Session>(sequelize, SESSION);
  return session ? [strictMode(session), timeZone(session), foreignKeys(session)] : [];
}

/** Without it, a value that does not fit is cut, and counts as stored. */
function strictMode({ sqlMode }: Session): Finding {
  const check = 'strict SQL mode';
  if (/STRICT_(ALL|TRANS)_TABLES/.test(sqlMode)) return ok(check, 'on');
  return refusal(
    check,
    `is off although each connection turns it on (sql_mode is '${sqlMode}'). Look for a proxy that resets sessions.`,
  );
}

function timeZone({ timeZone: zone }: Session): Finding {
  const check = 'time zone';
  if (zone === '+00:00') return ok(check, 'UTC');
  return problem(
    check,
    `is ${zone} although each connection sets UTC. Look for a proxy that resets sessions.`,
  );
}

function foreignKeys({ foreignKeys: value }: Session): Finding {
  const check = 'foreign keys';
  if (value === 1) return ok(check, 'are enforced');
  return problem(check, 'are not enforced: SET GLOBAL foreign_key_checks = ON, and start again.');
}
