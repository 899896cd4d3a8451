import type { Config } from '../../config/config.js';
import { CONNECTIONS } from '../../database/sequelize-options.js';
import { clusterFindings } from './cluster-checks.js';
import { type Finding, ok, problem, refusal, refusalWhen, warning } from './finding.js';
import type { ServerFacts } from './server-facts.js';

type Check = (server: ServerFacts, config: Config) => Finding | undefined;

const MAX_SKEW_SECONDS = 2;
const MIN_PACKET_BYTES = 1_048_576;
/**
 * Minimum number of prepared statements: enough for every statement that the service prepares, on every connection of a
 * few replicas.
 */
const MIN_PREPARED_STATEMENTS = 1000;
/** Minimum number of connections: enough for two replicas, and a few more for administrators. */
const MIN_CONNECTIONS = 2 * CONNECTIONS + 5;

/** Checks settings that apply to the whole server. */
export function serverFindings(server: ServerFacts, config: Config): Finding[] {
  const checks = [
    version,
    flushAtCommit,
    binlog,
    binlogFormat,
    packets,
    preparedStatements,
    snapshotIsolation,
    readOnly,
    connections,
    privileges,
    encryption,
    clock,
  ];
  return [...checks.flatMap((check: Check) => check(server, config) ?? []), ...clusterFindings(server)];
}

function version({ version: text, isMariaDb }: ServerFacts): Finding {
  const check = 'database version';
  const name = `${isMariaDb ? 'MariaDB' : 'MySQL'} ${/^[\d.]+/.exec(text)?.[0]}`;
  const [major = 0, minor = 0] = text.split('.').map((part) => Number.parseInt(part, 10));
  const isOld = isMariaDb ? major < 10 || (major === 10 && minor < 6) : major < 8;
  if (isOld) return refusal(check, `${name} is too old. MySQL 8.0 or MariaDB 10.6 is the oldest that works.`);
  if (!isMariaDb && major > 9) return warning(check, `${name} is newer than what this build was tested on`);
  return ok(check, name);
}

/**
 * Checks that every commit is flushed. With 0 or 2, a crash of the machine loses commits of the last second or more
 * that were acknowledged.
 */
function flushAtCommit({ settings }: ServerFacts, { isProduction }: Config): Finding {
  const check = 'innodb_flush_log_at_trx_commit';
  const value = settings.get(check);
  if (value === '1') return ok(check, '1: what was acknowledged survives a crash');
  return refusalWhen(isProduction)(
    check,
    `is ${value}, so a crash loses sign-ins, logouts and accounts that were acknowledged. Set it to 1 on the server.`,
  );
}

function binlog({ settings }: ServerFacts): Finding | undefined {
  if (settings.get('log_bin') !== 'ON') return undefined;
  const check = 'sync_binlog';
  const value = settings.get(check);
  if (value === '1') return ok(check, '1: the binary log survives a crash too');
  return warning(
    check,
    `is ${value}, so after a crash replicas of the database, and restores, may lack what was acknowledged. Set it to 1 on the server.`,
  );
}

/**
 * Checks the format of the binary log. Under READ COMMITTED, InnoDB refuses every write that would be logged as a
 * statement (error 1665).
 */
function binlogFormat({ settings }: ServerFacts): Finding | undefined {
  const check = 'binlog_format';
  if (settings.get('log_bin') !== 'ON' || settings.get(check) !== 'STATEMENT') return undefined;
  return refusal(check, 'is STATEMENT, so the server refuses every write of this service. Set it to ROW.');
}

function packets({ settings }: ServerFacts): Finding | undefined {
  const check = 'max_allowed_packet';
  const bytes = Number(settings.get(check) ?? MIN_PACKET_BYTES);
  if (bytes >= MIN_PACKET_BYTES) return undefined;
  return warning(
    check,
    `is ${bytes} bytes, less than some statements need. Set it to ${MIN_PACKET_BYTES} or more.`,
  );
}

function preparedStatements({ settings }: ServerFacts): Finding | undefined {
  const check = 'max_prepared_stmt_count';
  const most = Number(settings.get(check) ?? MIN_PREPARED_STATEMENTS);
  if (most >= MIN_PREPARED_STATEMENTS) return undefined;
  return warning(
    check,
    `is ${most}. What the server does not prepare is sent as text, which is slower. Set it to ${MIN_PREPARED_STATEMENTS} or more.`,
  );
}

function snapshotIsolation({ settings }: ServerFacts): Finding | undefined {
  const check = 'innodb_snapshot_isolation';
  const value = settings.get(check);
  if (value === undefined) return undefined;
  if (value === 'ON') return ok(check, 'ON');
  return warning(
    check,
    'is OFF. This service does not rely on it, but other programs on the server lose updates without a word. Set it to ON.',
  );
}

function readOnly({ settings }: ServerFacts): Finding {
  const check = 'writable';
  const value = settings.get('read_only') ?? 'OFF';
  if (['OFF', '0'].includes(value)) return ok(check, 'the server takes writes');
  return problem(check, 'the server is read-only. Point DATABASE_URL at the primary.');
}

function connections({ settings }: ServerFacts): Finding {
  const check = 'max_connections';
  const most = Number(settings.get(check));
  const ofUser = Number(settings.get('max_user_connections')) || most;
  const room = Math.min(most, ofUser);
  const replicas = Math.floor(room / CONNECTIONS);
  if (room >= MIN_CONNECTIONS) return ok(check, `${room}, enough for ${replicas} replicas`);
  return warning(
    check,
    `only ${room} connections, and each replica uses up to ${CONNECTIONS}. Set max_connections to ${MIN_CONNECTIONS} or more.`,
  );
}

/** Checks for excessive privileges. The service needs none beyond its own database; only an intruder would use them. */
function privileges({ grants }: ServerFacts): Finding {
  const check = 'privileges';
  const global = grants.filter((grant) => / ON \*\.\* /.test(grant)).join('\n');
  const excess = ['ALL PRIVILEGES', 'SUPER', 'FILE'].filter((name) => global.includes(name));
  if (excess.length === 0) return ok(check, 'the user has none beyond its databases that would do harm');
  return warning(
    check,
    `the user has ${excess.join(', ')} on the whole server. Create one for this database alone, as docs/deployment.md shows.`,
  );
}

function encryption(_: ServerFacts, { DATABASE_URL }: Config): Finding {
  const check = 'TLS to the database';
  const { hostname, searchParams } = new URL(DATABASE_URL);
  const isLocal = searchParams.has('socketPath') || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  if (isLocal) return ok(check, 'not needed on this machine');
  if (searchParams.get('ssl') === 'true') return ok(check, 'on, with a valid certificate');
  return warning(check, `is off, and ${hostname} is another machine. Add ?ssl=true to DATABASE_URL.`);
}

function clock({ skewSeconds }: ServerFacts): Finding {
  const check = 'clock';
  const skew = `${Math.abs(skewSeconds).toFixed(1)} s ${skewSeconds < 0 ? 'behind' : 'ahead of'} ours`;
  if (Math.abs(skewSeconds) < MAX_SKEW_SECONDS) return ok(check, `the server's is ${skew}`);
  return warning(check, `the server's is ${skew}. Let NTP set the clocks of all machines.`);
}
