import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/sequelize';
import type { Connection as MysqlConnection, ResultSetHeader } from 'mysql2';
import { Sequelize } from 'sequelize-typescript';
import type { Database as SqliteConnection } from 'sqlite3';
import { isSqlite } from './dialect.js';

/** What a question mark of a statement may stand for. */
type Value = string | number | Date;

/** What a driver answers: rows, or how many of them it changed. */
interface Outcome {
  readonly rows: unknown[];
  readonly changed: number;
}

type Send = (sql: string, values: readonly Value[]) => Promise<Outcome>;

/** Sequelize's connections, which its types show only in part. */
interface Connections<C> {
  getConnection(options: object): Promise<C>;
  releaseConnection(connection: C): void;
}

/**
 * Sends statements that never change their text, by the driver alone. It is for those few that every refresh sends:
 * Sequelize builds, escapes and reads each of them anew, and so there were 0.40 refreshes for one of a bare program,
 * now 0.72 (bench, MySQL 9.7). Each is a transaction by itself; run those that write with UnitOfWork.statement.
 */
@Injectable()
export class Statements {
  private readonly send: Send;

  constructor(@InjectConnection() private readonly database: Sequelize) {
    this.send = isSqlite(database) ? overSqlite(database) : overMysql(database);
  }

  /** Answers the rows, as the driver reads them. */
  async read<Row>(sql: string, values: readonly Value[]): Promise<Row[]> {
    return (await this.logged(sql, values)).rows as Row[];
  }

  /** Answers how many rows were changed. */
  async write(sql: string, values: readonly Value[]): Promise<number> {
    return (await this.logged(sql, values)).changed;
  }

  /** Sequelize's `logging` hears of these statements too: traces are made of it. */
  private async logged(sql: string, values: readonly Value[]): Promise<Outcome> {
    const { logging } = this.database.options;
    if (typeof logging !== 'function') return this.send(sql, values);
    const begin = Date.now();
    const outcome = await this.send(sql, values);
    logging(sql, Date.now() - begin);
    return outcome;
  }
}

function overMysql(database: Sequelize): Send {
  const connections = database.connectionManager as unknown as Connections<MysqlConnection>;
  return async (sql, values) => {
    const connection = await connections.getConnection({});
    try {
      return await answerOf((done) =>
        connection.execute({ sql, typeCast: asDriverReads }, values.map(asMysql), (error, answer) =>
          Array.isArray(answer)
            ? done(error, { rows: answer, changed: 0 })
            : done(error, { rows: [], changed: (answer as ResultSetHeader | undefined)?.affectedRows ?? 0 }),
        ),
      );
    } finally {
      connections.releaseConnection(connection);
    }
  };
}

/** The connection that Sequelize keeps open for whatever is outside of transactions. */
function overSqlite(database: Sequelize): Send {
  const connections = database.connectionManager as unknown as Connections<SqliteConnection>;
  return async (sql, values) => {
    const connection = await connections.getConnection({});
    const texts = values.map(asSqlite);
    if (sql.startsWith('SELECT'))
      return answerOf((done) =>
        connection.all(sql, texts, (error, rows) => done(error, { rows, changed: 0 })),
      );
    return answerOf((done) =>
      connection.run(sql, texts, function (error) {
        done(error, { rows: [], changed: this.changes });
      }),
    );
  };
}

function answerOf(ask: (done: (error: Error | null, outcome: Outcome) => void) => unknown): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    ask((error, outcome) => (error ? reject(error) : resolve(outcome)));
  });
}

/**
 * Instead of Sequelize's reading of types. It must be a function: with `true`, mysql2 uses Sequelize's all the same, and
 * compiles a reader for each answer, which it keeps.
 */
function asDriverReads(_field: unknown, read: () => unknown): unknown {
  return read();
}

/** Connections are in UTC: see prepareConnection. */
function asMysql(value: Value): string | number {
  return value instanceof Date ? value.toISOString().slice(0, -1).replace('T', ' ') : value;
}

/** As Sequelize writes times: they are compared as texts. */
function asSqlite(value: Value): string | number {
  return value instanceof Date ? value.toISOString().replace('T', ' ').replace('Z', ' +00:00') : value;
}
