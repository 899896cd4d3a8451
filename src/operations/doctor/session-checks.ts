import type { Sequelize } from 'sequelize';
import {
  conditionalSettings,
  isSame,
  SERVICE_LIMITS,
  type Setting,
  STATED_BY_NAME,
  statedSettings,
} from '../../database/session-settings.js';
import { type Finding, ok, problem, refusal, warning } from './finding.js';
import { rows } from './server-facts.js';

type Variables = ReadonlyMap<string, string>;

/** Settings without which the service does not start, because acknowledged writes could be lost or changed. */
const STATED: readonly Setting[] = [...STATED_BY_NAME, ...statedSettings(SERVICE_LIMITS)];
/** Settings that a user may lack the privilege to set. */
const CONDITIONAL = conditionalSettings(SERVICE_LIMITS).filter(([, value]) => value !== 'DEFAULT');
const NAMED_ALONE = new Set(['sql_mode', 'time_zone', 'foreign_key_checks']);

/**
 * Checks the settings of a connection of the service to MySQL or MariaDB, because a proxy in between may change them.
 */
export async function sessionFindings(sequelize: Sequelize): Promise<Finding[]> {
  const session = await variables(sequelize, 'SESSION');
  return [
    strictMode(session.get('sql_mode') ?? ''),
    timeZone(session.get('time_zone') ?? ''),
    foreignKeys(session.get('foreign_key_checks') ?? ''),
    ...settings(session),
    overridden(await variables(sequelize, 'GLOBAL')),
  ];
}

/** Checks strict mode. Without it, a value that does not fit is truncated and stored without an error. */
function strictMode(sqlMode: string): Finding {
  const check = 'strict SQL mode';
  if (/STRICT_(ALL|TRANS)_TABLES/.test(sqlMode)) return ok(check, 'on');
  return refusal(
    check,
    `is off although each connection turns it on (sql_mode is '${sqlMode}'). Look for a proxy that resets sessions.`,
  );
}

function timeZone(zone: string): Finding {
  const check = 'time zone';
  if (zone === '+00:00') return ok(check, 'UTC');
  return problem(
    check,
    `is ${zone} although each connection sets UTC. Look for a proxy that resets sessions.`,
  );
}

function foreignKeys(value: string): Finding {
  const check = 'foreign keys';
  if (value === 'ON') return ok(check, 'are enforced');
  return problem(
    check,
    'are not enforced although each connection wants it. Look for a proxy that resets sessions.',
  );
}

function settings(session: Variables): Finding[] {
  const check = 'session settings';
  const lost = different(session, STATED).filter(([name]) => !NAMED_ALONE.has(name));
  const kept = different(session, CONDITIONAL);
  const findings = [
    ...lost.map(([name, value]) =>
      refusal(
        name,
        `is ${session.get(name)} although each connection sets ${value}. Look for a proxy that resets sessions.`,
      ),
    ),
    ...kept.map(([name, value]) =>
      warning(
        name,
        `is ${session.get(name)}, and this user may not set it. Set it to ${value} on the server.`,
      ),
    ),
  ];
  return findings.length > 0 ? findings : [ok(check, 'are those that the service relies on')];
}

/** Lists the server's own settings that the service overrides, in case another program relies on them. */
function overridden(server: Variables): Finding {
  const check = 'server settings';
  const names = different(server, [...STATED, ...CONDITIONAL]).map(([name]) => `${name}=${server.get(name)}`);
  const script = server.get('init_connect');
  if (script) names.push(`what init_connect does (${script})`);
  if (names.length === 0) return ok(check, 'are those that the service relies on');
  return ok(check, `each connection overrides ${names.join(', ')}`);
}

function different(shown: Variables, wanted: readonly Setting[]): readonly Setting[] {
  return wanted.filter(([name, value]) => shown.has(name) && !isSame(shown.get(name) ?? '', value));
}

async function variables(sequelize: Sequelize, scope: 'SESSION' | 'GLOBAL'): Promise<Variables> {
  const names = [...STATED, ...CONDITIONAL].map(([name]) => `'${name}'`);
  const found = await rows<{ Variable_name: string; Value: string }>(
    sequelize,
    `SHOW ${scope} VARIABLES WHERE Variable_name IN (${names.join(', ')}, 'init_connect')`,
  );
  return new Map(found.map(({ Variable_name: name, Value: value }) => [name.toLowerCase(), value]));
}
