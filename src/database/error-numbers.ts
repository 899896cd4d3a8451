/**
 * How to handle an error of the database. `repeat`: nothing was committed, so repeat the whole unit of work.
 * `reconnect`: this connection or its node cannot be used now; another one may work. `unavailable`: no connection works
 * now, but later one may. All other errors are bugs of this service.
 */
export type ErrorMeaning = 'repeat' | 'reconnect' | 'unavailable';

/**
 * An error of a driver. MySQL and MariaDB use numbers, SQLite and sockets use codes. Messages are not used, because
 * they come in many languages.
 */
export interface DriverError {
  readonly code?: string;
  readonly errno?: number;
}

/** The server's prepared statements are used up (max_prepared_stmt_count). The same statement can be sent as text. */
export const ER_MAX_PREPARED_STMT_COUNT_REACHED = 1461;

const REPEAT = [
  1020, // ER_CHECKREAD: changed since last read
  1047, // ER_UNKNOWN_COM_ERROR: Galera without quorum
  1205, // ER_LOCK_WAIT_TIMEOUT
  1213, // ER_LOCK_DEADLOCK
  1412, // ER_TABLE_DEF_CHANGED
  1613, // ER_XA_RBTIMEOUT
  1614, // ER_XA_RBDEADLOCK
  1615, // ER_NEED_REPREPARE
  1689, // ER_LOCK_ABORTED
  3101, // ER_TRANSACTION_ROLLBACK_DURING_COMMIT: another node committed first
  3572, // ER_LOCK_NOWAIT
  'SQLITE_BUSY',
];

const RECONNECT = [
  1045, // ER_ACCESS_DENIED_ERROR: while a password is changed
  1053, // ER_SERVER_SHUTDOWN
  1077, // ER_NORMAL_SHUTDOWN
  1079, // ER_SHUTDOWN_COMPLETE
  1100, // ER_TABLE_NOT_LOCKED: the session was left with locked tables
  1099, // ER_TABLE_NOT_LOCKED_FOR_WRITE
  1152, // ER_ABORTING_CONNECTION
  1153, // ER_NET_PACKET_TOO_LARGE, after which the server hangs up
  1154, // ER_NET_READ_ERROR_FROM_PIPE
  1155, // ER_NET_FCNTL_ERROR
  1156, // ER_NET_PACKETS_OUT_OF_ORDER
  1157, // ER_NET_UNCOMPRESS_ERROR
  1158, // ER_NET_READ_ERROR
  1159, // ER_NET_READ_INTERRUPTED
  1160, // ER_NET_ERROR_ON_WRITE
  1161, // ER_NET_WRITE_INTERRUPTED
  1184, // ER_NEW_ABORTING_CONNECTION
  1192, // ER_LOCK_OR_ACTIVE_TRANSACTION
  1207, // ER_READ_ONLY_TRANSACTION
  1223, // ER_CANT_UPDATE_WITH_READLOCK
  1243, // ER_UNKNOWN_STMT_HANDLER: the server behind a proxy has changed
  1290, // ER_OPTION_PREVENTS_STATEMENT: read only
  1399, // ER_XAER_RMFAIL: the session was left in an XA transaction
  1400, // ER_XAER_OUTSIDE
  1401, // ER_XAER_RMERR
  1402, // ER_XA_RBROLLBACK
  1568, // ER_CANT_CHANGE_TX_CHARACTERISTICS: the session was left in a transaction
  1665, // ER_BINLOG_STMT_MODE_AND_ROW_ENGINE: a connection keeps the format it had when it was opened
  1666, // ER_BINLOG_ROW_INJECTION_AND_STMT_MODE
  1785, // ER_GTID_UNSAFE_NON_TRANSACTIONAL_TABLE
  1792, // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
  1835, // ER_MALFORMED_PACKET
  1836, // ER_READ_ONLY_MODE
  1874, // ER_INNODB_READ_ONLY
  1927, // ER_CONNECTION_KILLED
  3032, // ER_SERVER_OFFLINE_MODE
  3169, // ER_SESSION_WAS_KILLED
  3796, // ER_GRP_TRX_CONSISTENCY_NOT_ALLOWED: the node is outside of its group
  3989, // ER_SCHEMA_READ_ONLY
  4031, // ER_CLIENT_INTERACTION_TIMEOUT
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'PROTOCOL_PACKETS_OUT_OF_ORDER',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EMFILE',
  'ERR_STREAM_DESTROYED',
  'HANDSHAKE_SSL_ERROR',
  'HANDSHAKE_NO_SSL_SUPPORT',
];

const UNAVAILABLE = [
  1015, // ER_CANT_LOCK
  1021, // ER_DISK_FULL
  1026, // ER_ERROR_ON_WRITE
  1030, // ER_GET_ERRNO: the storage engine failed, as on a full disk
  1036, // ER_OPEN_AS_READONLY
  1037, // ER_OUTOFMEMORY
  1038, // ER_OUT_OF_SORTMEMORY
  1040, // ER_CON_COUNT_ERROR: too many connections
  1041, // ER_OUT_OF_RESOURCES
  1044, // ER_DBACCESS_DENIED_ERROR: while grants are changed
  1049, // ER_BAD_DB_ERROR: while it is restored
  1114, // ER_RECORD_FILE_FULL
  1129, // ER_HOST_IS_BLOCKED
  1130, // ER_HOST_NOT_PRIVILEGED
  1135, // ER_CANT_CREATE_THREAD
  1142, // ER_TABLEACCESS_DENIED_ERROR
  1143, // ER_COLUMNACCESS_DENIED_ERROR
  1180, // ER_ERROR_DURING_COMMIT: Galera lost its quorum meanwhile
  1181, // ER_ERROR_DURING_ROLLBACK
  1194, // ER_CRASHED_ON_USAGE
  1195, // ER_CRASHED_ON_REPAIR
  1197, // ER_TRANS_CACHE_FULL
  1203, // ER_TOO_MANY_USER_CONNECTIONS
  1206, // ER_LOCK_TABLE_FULL
  1226, // ER_USER_LIMIT_REACHED: limits of queries, updates or connections per hour
  1227, // ER_SPECIFIC_ACCESS_DENIED_ERROR
  1296, // ER_GET_ERRMSG: NDB is busy or full
  1297, // ER_GET_TEMPORARY_ERRMSG
  1317, // ER_QUERY_INTERRUPTED
  1459, // ER_TABLE_NEEDS_UPGRADE
  ER_MAX_PREPARED_STMT_COUNT_REACHED,
  1534, // ER_BINLOG_ROW_LOGGING_FAILED
  1598, // ER_BINLOG_LOGGING_IMPOSSIBLE
  1637, // ER_TOO_MANY_CONCURRENT_TRXS
  1661, // ER_BINLOG_ROW_ENGINE_AND_STMT_ENGINE
  1698, // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
  1705, // ER_STMT_CACHE_FULL
  1782, // ER_CANT_SET_GTID_NEXT_TO_ANONYMOUS_WHEN_GTID_MODE_IS_ON
  1820, // ER_MUST_CHANGE_PASSWORD
  1862, // ER_MUST_CHANGE_PASSWORD_LOGIN
  1881, // ER_INNODB_FORCED_RECOVERY
  1964, // ER_PRIOR_COMMIT_FAILED of MariaDB
  1969, // ER_STATEMENT_TIMEOUT of MariaDB
  3015, // ER_ENGINE_OUT_OF_MEMORY
  3019, // ER_INNODB_UNDO_LOG_FULL
  3024, // ER_QUERY_TIMEOUT of MySQL
  3098, // ER_BEFORE_DML_VALIDATION_ERROR: Group Replication refuses the statement
  3100, // ER_RUN_HOOK_ERROR: Group Replication refused the commit
  3118, // ER_ACCOUNT_HAS_BEEN_LOCKED
  3159, // ER_SECURE_TRANSPORT_REQUIRED
  3170, // ER_CAPACITY_EXCEEDED
  3186, // ER_CAPACITY_EXCEEDED_IN_PARSER
  3231, // ER_WRITE_SET_EXCEEDS_LIMIT
  3675, // ER_DISK_FULL_NOWAIT
  3797, // ER_GRP_TRX_CONSISTENCY_BEFORE: the node could not catch up with its group
  3798, // ER_GRP_TRX_CONSISTENCY_AFTER_ON_TRX_BEGIN: its group does not respond
  3799, // ER_GRP_TRX_CONSISTENCY_BEGIN_NOT_ALLOWED: the node is leaving its group
  3879, // ER_DB_ACCESS_DENIED
  3955, // ER_USER_ACCESS_DENIED_FOR_USER_ACCOUNT_BLOCKED_BY_PASSWORD_LOCK
  3985, // ER_MDL_OUT_OF_RESOURCES
  4081, // ER_DA_GLOBAL_CONN_LIMIT: memory of all connections
  4082, // ER_DA_CONN_LIMIT: memory of this connection
  4151, // ER_ACCOUNT_HAS_BEEN_LOCKED of MariaDB
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_MISUSE', // its connection was closed meanwhile, see SqliteWriter
  'SQLITE_LOCKED',
  'SQLITE_NOMEM',
  'SQLITE_PROTOCOL',
  'SQLITE_INTERRUPT',
];

const MEANINGS = new Map<string | number, ErrorMeaning>([
  ...REPEAT.map((key) => [key, 'repeat'] as const),
  ...RECONNECT.map((key) => [key, 'reconnect'] as const),
  ...UNAVAILABLE.map((key) => [key, 'unavailable'] as const),
]);

/** Returns how to handle the error, or nothing when the statement itself is wrong. */
export function meaningOf({ code, errno }: DriverError): ErrorMeaning | undefined {
  return MEANINGS.get(errno ?? '') ?? MEANINGS.get(code ?? '');
}
