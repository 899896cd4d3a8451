/** How long a statement may run, in milliseconds (0: forever), and wait for a lock, in seconds. */
export interface SessionLimits {
  readonly statementMs: number;
  readonly lockSeconds: number;
}

/** Maximum time that a request waits for one statement. */
export const QUERY_TIMEOUT_MS = 3000;

export const SERVICE_LIMITS: SessionLimits = {
  statementMs: QUERY_TIMEOUT_MS,
  lockSeconds: QUERY_TIMEOUT_MS / 1000,
};

/** Longer limits, because changing a large table takes time. */
export const MIGRATION_LIMITS: SessionLimits = { statementMs: 0, lockSeconds: 60 };

/** The name of a variable and its required value for SET. */
export type Setting = readonly [name: string, value: string | number];

/** Texts are sent as UTF-8 and compared by bytes, whatever init_connect or skip-character-set-client-handshake set. */
export const CHARACTERS = 'SET NAMES utf8mb4 COLLATE utf8mb4_bin';

/** Each decision is one conditional write, and its reads must see the latest committed rows. */
export const ISOLATION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE';

const MAX_BIGINT = '18446744073709551615';

/**
 * Settings that correctness relies on and every server has. Setting them needs no privilege, so the server, a user or
 * init_connect may have changed them, and each connection sets them all.
 */
export function statedSettings({ lockSeconds }: SessionLimits): Setting[] {
  return [
    ['sql_mode', 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'],
    ['autocommit', 1],
    ['completion_type', 'NO_CHAIN'],
    ['time_zone', '+00:00'],
    ['foreign_key_checks', 1],
    ['unique_checks', 1],
    ['sql_safe_updates', 0],
    ['sql_select_limit', MAX_BIGINT],
    ['sql_big_selects', 1],
    ['sql_auto_is_null', 0],
    ['sql_quote_show_create', 1],
    ['innodb_lock_wait_timeout', lockSeconds],
    ['lock_wait_timeout', lockSeconds],
    ['wait_timeout', 28_800],
    ['net_read_timeout', 30],
    ['net_write_timeout', 60],
    ['max_sort_length', 1024],
    ['group_concat_max_len', 1_048_576],
    ['div_precision_increment', 4],
    ['default_storage_engine', 'InnoDB'],
  ];
}

/** Settings that only some servers have, or that need a privilege. They are set if they exist with another value. */
export function conditionalSettings({ statementMs }: SessionLimits): Setting[] {
  return [
    ['max_statement_time', statementMs / 1000], // MariaDB
    ['max_execution_time', statementMs], // MySQL
    ['old_mode', 'UTF8_IS_UTF8MB3'],
    ['alter_algorithm', 'DEFAULT'],
    ['check_constraint_checks', 'ON'],
    ['sql_if_exists', 'OFF'],
    ['system_versioning_asof', 'DEFAULT'],
    ['max_session_mem_used', '9223372036854775807'],
    ['idle_transaction_timeout', 0],
    ['idle_readonly_transaction_timeout', 0],
    ['idle_write_transaction_timeout', 0],
    ['wsrep_dirty_reads', 'OFF'],
    ['resultset_metadata', 'FULL'],
    ['use_secondary_engine', 'OFF'],
    ['innodb_strict_mode', 'ON'],
    ['sql_log_bin', 'ON'],
  ];
}

/** Variables that each connection sets by SET NAMES and SET TRANSACTION, with their values. */
export const STATED_BY_NAME: readonly Setting[] = [
  ['character_set_client', 'utf8mb4'],
  ['character_set_connection', 'utf8mb4'],
  ['character_set_results', 'utf8mb4'],
  ['collation_connection', 'utf8mb4_bin'],
  ['transaction_isolation', 'READ-COMMITTED'],
  ['tx_isolation', 'READ-COMMITTED'],
  ['transaction_read_only', 'OFF'],
  ['tx_read_only', 'OFF'],
];

/** Returns whether the shown value equals the wanted one: servers show on, off and numbers in several ways. */
export function isSame(shown: string, wanted: string | number): boolean {
  return canonical(shown) === canonical(String(wanted));
}

function canonical(value: string): string {
  const text = value.toLowerCase();
  if (['on', 'off'].includes(text)) return text === 'on' ? '1' : '0';
  return /^\d{1,15}(\.\d+)?$/.test(text) ? String(Number(text)) : text.split(',').toSorted().join();
}

/** Returns a list for SET: `name = 'value', name = 1`. */
export function assignments(settings: readonly Setting[]): string {
  return settings
    .map(([name, value]) => `${name} = ${isWord(value) ? `'${value}'` : String(value)}`)
    .join(', ');
}

function isWord(value: string | number): boolean {
  return !/^(\d+(\.\d+)?|DEFAULT)$/.test(String(value));
}
