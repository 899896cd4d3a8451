import type { Connection } from 'mysql2';
import { QueryTypes } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import { prepareConnection } from '../../src/database/connection.js';
import { sequelizeOptions } from '../../src/database/sequelize-options.js';
import { sessionFindings } from '../../src/operations/doctor/session-checks.js';
import { type FreshDatabase, freshDatabase, isSqlite } from '../support/database.js';

const NAME = 'šlice żółć 😀';
const MOMENT = new Date('2026-03-29T01:30:00.123Z');

/** Statements that a server's defaults or init_connect may have run on a new connection. */
const EVERYWHERE = [
  'SET NAMES latin1',
  'SET NAMES utf8mb4 COLLATE utf8mb4_general_ci',
  'SET character_set_results = NULL',
  'SET character_set_client = latin2',
  'SET collation_connection = cp1250_czech_cs',
  'SET autocommit = 0',
  'START TRANSACTION',
  'START TRANSACTION READ ONLY',
  'SET TRANSACTION READ ONLY',
  'SET SESSION TRANSACTION READ ONLY',
  'SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE',
  'SET completion_type = CHAIN',
  'SET completion_type = 2',
  "SET sql_mode = ''",
  "SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH,HIGH_NOT_PRECEDENCE'",
  "SET sql_mode = 'NO_ZERO_DATE,NO_ZERO_IN_DATE,ONLY_FULL_GROUP_BY,IGNORE_SPACE,REAL_AS_FLOAT'",
  "SET time_zone = '-11:00'",
  'SET timestamp = 1000000000',
  'SET foreign_key_checks = 0',
  'SET unique_checks = 0',
  'SET sql_safe_updates = 1',
  'SET sql_select_limit = 0',
  'SET sql_select_limit = 1',
  'SET max_join_size = 1',
  'SET sql_big_selects = 0',
  'SET sql_auto_is_null = 1',
  'SET innodb_lock_wait_timeout = 1000',
  'SET lock_wait_timeout = 1000',
  'SET wait_timeout = 1',
  'SET net_read_timeout = 1',
  'SET net_write_timeout = 1',
  'SET max_sort_length = 64',
  'SET group_concat_max_len = 4',
  'SET div_precision_increment = 0',
  "SET default_storage_engine = 'MyISAM'",
  'SET innodb_strict_mode = OFF',
  'USE information_schema',
  'LOCK TABLES notes READ',
];
const ON_MARIADB = [
  "SET sql_mode = 'ORACLE,EMPTY_STRING_IS_NULL,SIMULTANEOUS_ASSIGNMENT,TIME_ROUND_FRACTIONAL'",
  "SET old_mode = 'ZERO_DATE_TIME_CAST'",
  'SET max_statement_time = 100',
  'SET idle_transaction_timeout = 1',
  'SET check_constraint_checks = 0',
  "SET system_versioning_asof = '2000-01-01'",
  'SET max_session_mem_used = 8192000',
];
const ON_MYSQL = [
  "SET sql_mode = 'TIME_TRUNCATE_FRACTIONAL'",
  'SET max_execution_time = 100000',
  "SET use_secondary_engine = 'ON'",
  'SET explicit_defaults_for_timestamp = 0',
];

const describeOnServers = isSqlite() ? describe.skip : describe;

describeOnServers('a connection behaves the same after it was changed', () => {
  let database: FreshDatabase;
  let observer: Sequelize;
  let isMariaDb: boolean;
  const open = (before?: string) =>
    new Sequelize({
      ...sequelizeOptions(database.url),
      hooks: {
        afterConnect: async (raw: unknown) => {
          if (before) await (raw as Connection).promise().query(before);
          await prepareConnection(raw);
        },
      },
    });
  beforeAll(async () => {
    database = await freshDatabase();
    observer = open();
    isMariaDb = /mariadb/i.test(await observer.databaseVersion());
    await observer.query(
      'CREATE TABLE notes (name VARCHAR(64) CHARACTER SET utf8mb4 PRIMARY KEY, at DATETIME(3), blank VARCHAR(8))',
    );
  });
  beforeEach(() => observer.query('DELETE FROM notes'));
  afterAll(async () => {
    await observer.close();
    await database.drop();
  });

  async function expectSame(before: string): Promise<void> {
    const sequelize = open(before);
    try {
      await sequelize.query('INSERT INTO notes VALUES ($1, $2, $3)', { bind: [NAME, MOMENT, ''] });
      const wrong = (await sessionFindings(sequelize)).filter(({ level }) => level === 'problem');
      const select = 'SELECT *, ABS(UNIX_TIMESTAMP() - $1) < 60 AS isNow FROM notes';
      const bind = [Math.round(Date.now() / 1000)];
      const stored = [await sequelize.query(select, { bind, type: QueryTypes.SELECT })];
      stored.push(await observer.query(select, { bind, type: QueryTypes.SELECT }));

      expect(wrong).toEqual([]);
      const note = { name: NAME, at: MOMENT, blank: '', isNow: 1 };
      expect(stored.flat()).toEqual([note, note]);
    } finally {
      await sequelize.close();
    }
  }

  it.each(EVERYWHERE)('by %s', (before) => expectSame(before));
  it.each(ON_MARIADB)('by %s, on MariaDB', async (before) => {
    if (isMariaDb) await expectSame(before);
  });
  it.each(ON_MYSQL)('by %s, on MySQL', async (before) => {
    if (!isMariaDb) await expectSame(before);
  });
});
