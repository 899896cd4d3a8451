import type { Sequelize } from 'sequelize';
import { AuditSeals } from '../../audit/audit-seals.js';
import type { Config } from '../../config/config.js';
import { isSqlite } from '../../database/dialect.js';
import { countSealed, type SealedCounts } from '../../secrets/sealed-columns.js';
import { secretKeyNames } from '../../secrets/secret-key-name.js';
import { type Finding, ok, problem, warning } from './finding.js';
import { rows } from './server-facts.js';

const CHECK = 'SECRET_KEY_PREVIOUS';
/** How long a browser and an address stay known, in milliseconds: 90 days. */
const KNOWN_MS = 90 * 86_400_000;

/** Data that still depends on an earlier key, and until when a replica used that key as SECRET_KEY. */
interface Leftover {
  readonly until: Date;
  readonly sealed: number;
  readonly sessions: number;
  readonly addresses: number;
}

/** Checks whether SECRET_KEY decrypts the stored secrets, and how far a change of the key has progressed. */
export async function secretKeyFindings(config: Config, sequelize: Sequelize): Promise<Finding[]> {
  const sealed = await countSealed(config, sequelize);
  return [storedKeys(config, sealed), await previousKey(config, sequelize, sealed.previous)];
}

function storedKeys({ previousSecretKey }: Config, { unopened }: SealedCounts): Finding {
  const check = 'stored keys';
  if (unopened === 0)
    return ok(check, `SECRET_KEY ${previousSecretKey ? 'or SECRET_KEY_PREVIOUS ' : ''}opens them`);
  const not = previousSecretKey ? 'and SECRET_KEY_PREVIOUS do' : 'does';
  return problem(
    check,
    `SECRET_KEY ${not} not open them. Start with the key that this database was set up with.`,
  );
}

async function previousKey(config: Config, sequelize: Sequelize, sealed: number): Promise<Finding> {
  if (!(await sequelize.getQueryInterface().tableExists('secret_keys'))) return ok(CHECK, 'not in use yet');
  const isSet = config.previousSecretKey !== undefined;
  const left = await leftover(config, sequelize, sealed);
  if (!left) return ok(CHECK, isSet ? FIRST_STEP : 'is not set');
  return isSet ? setFinding(left, config) : unsetFinding(left);
}

const FIRST_STEP =
  'is accepted, and was never SECRET_KEY here. When all replicas have it, exchange the two, one replica after the other.';

function setFinding(left: Leftover, { SESSION_IDLE_TTL }: Config): Finding {
  const { until, sealed, sessions, addresses } = left;
  if (until > new Date()) return ok(CHECK, 'a replica had it as its SECRET_KEY within a minute. Keep it.');
  if (sealed > 0 || sessions > 0)
    return ok(
      CHECK,
      `keep it: under it are ${sealed} sealed values, which takes minutes, and ${sessions} sessions, until they are refreshed or by ${dayAfter(until, SESSION_IDLE_TTL * 1000)}.`,
    );
  return warning(
    CHECK,
    `can be removed: no session and nothing sealed is under it. ${addresses} known addresses are; they and browsers count as strangers then. To keep them, wait until ${dayAfter(until, KNOWN_MS)}.`,
  );
}

function unsetFinding({ sessions }: Leftover): Finding {
  if (sessions === 0) return ok(CHECK, 'is not set');
  return warning(
    CHECK,
    `is not set, but ${sessions} sessions are under an earlier key, and end at their next refresh. Set it again to keep them.`,
  );
}

/** Returns the data that depends on an earlier key, or nothing if only SECRET_KEY was used. */
async function leftover(config: Config, sequelize: Sequelize, sealed: number): Promise<Leftover | undefined> {
  const { current, previous } = secretKeyNames(config);
  const uses = await rows<{ id: string; usedUntil: Date | string }>(
    sequelize,
    'SELECT id, used_until AS usedUntil FROM secret_keys',
  );
  const others = uses.filter(({ id }) => (previous === undefined ? id !== current : id === previous));
  if (others.length === 0) return undefined;
  const until = new Date(Math.max(...others.map((use) => new Date(use.usedUntil).getTime())));
  const idle = new Date(Date.now() - config.SESSION_IDLE_TTL * 1000);
  return {
    until,
    sealed: sealed + (await headsUnderPrevious(config, sequelize)),
    sessions: await count(
      sequelize,
      'sessions WHERE ended_at IS NULL AND expires_at > ? AND last_used_at > ? AND last_used_at <= ?',
      [new Date(), idle, until],
    ),
    addresses: await count(sequelize, 'known_addresses WHERE last_used_at <= ?', [until]),
  };
}

async function headsUnderPrevious(config: Config, sequelize: Sequelize): Promise<number> {
  const seals = new AuditSeals(config);
  const heads = await rows<{ position: number; hash: string; mac: string }>(
    sequelize,
    'SELECT position, hash, mac FROM audit_head',
  );
  return heads.filter(({ position, hash, mac }) => {
    const isCurrent = mac === seals.ofHead(Number(position), hash);
    return !isCurrent && seals.isHead(Number(position), hash, mac);
  }).length;
}

async function count(sequelize: Sequelize, from: string, times: Date[]): Promise<number> {
  const replacements = times.map((time) => storedTime(sequelize, time));
  const [row] = await rows<{ n: number }>(sequelize, `SELECT COUNT(*) AS n FROM ${from}`, replacements);
  return Number(row?.n);
}

/** Formats a time with milliseconds: on MySQL, Sequelize would cut them off and miss rows of the same second. */
function storedTime(sequelize: Sequelize, time: Date): string {
  const text = time.toISOString().replace('T', ' ').replace('Z', '');
  return isSqlite(sequelize) ? `${text} +00:00` : text;
}

function dayAfter(time: Date, milliseconds: number): string {
  return new Date(time.getTime() + milliseconds).toISOString().slice(0, 10);
}
