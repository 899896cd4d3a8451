import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/sequelize';
import type { Connection as MysqlConnection, ResultSetHeader } from 'mysql2';
import type { Transaction } from 'sequelize';
import { Sequelize } from 'sequelize-typescript';
import type { Database as SqliteConnection } from 'sqlite3';
import { isSqlite } from './dialect.js';
import { connectionOf } from './sqlite-writer.js';
import { UnitOfWork } from './unit-of-work.js';

/** A value for a placeholder of a statement. */
type Value = string | number | Date;

/** The result of a driver: rows, or the number of changed rows. */
interface Outcome {
  readonly rows: unknown[];
  readonly changed: number;
}

type Send = (sql: string, values: readonly Value[], transaction: Transaction | null) => Promise<Outcome>;

/** Parts of Sequelize's connection manager that its types do not show. */
interface Connections<C> {
  getConnection(options: object): Promise<C>;
  releaseConnection(connection: C): void;
}

/**
 * Sends statements with a constant text directly to the driver, for the few that every refresh needs. Sequelize builds,
 * escapes and parses them each time: with it, a refresh had 0.40 times the throughput of a bare program, and 0.72
 * without (bench, MySQL 9.7). Each statement is its own transaction.
 */
@Injectable()
export class PreparedStatements {
  private readonly send: Send;

  constructor(
    @InjectConnection() private readonly database: Sequelize,
    private readonly unitOfWork: UnitOfWork,
  ) {
    this.send = isSqlite(database) ? overSqlite(database) : overMysql(database);
  }

  /** Returns the rows with the types of the driver. */
  async read<Row>(sql: string, values: readonly Value[]): Promise<Row[]> {
    return (await this.logged(sql, values, null)).rows as Row[];
  }

  /** Returns the number of changed rows. It is queued and repeated like UnitOfWork.statement. @throws Unavailable */
  async write(sql: string, values: readonly Value[]): Promise<number> {
    const outcome = await this.unitOfWork.statement((transaction) => this.logged(sql, values, transaction));
    return outcome.changed;
  }

  /** Passes these statements to Sequelize's `logging` too, which feeds the traces. */
  private async logged(...statement: Parameters<Send>): Promise<Outcome> {
    const [sql] = statement;
    const { logging } = this.database.options;
    if (typeof logging !== 'function') return this.send(...statement);
    const begin = Date.now();
    const outcome = await this.send(...statement);
    logging(sql, Date.now() - begin);
    return outcome;
  }
}

/**
 * Turns off Sequelize's type conversion, for which mysql2 makes an object of seven functions and names for each field.
 * Only the parser that compiles no code lets a statement do so.
 */
const AS_DRIVER_READS = { typeCast: true, disableEval: true };

function overMysql(database: Sequelize): Send {
  const connections = database.connectionManager as unknown as Connections<MysqlConnection>;
  return async (sql, values) => {
    const connection = await connections.getConnection({});
    try {
      return await answerOf((done) =>
        connection.execute({ sql, ...AS_DRIVER_READS }, values.map(asMysql), (error, answer) =>
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

/** Uses the connection of the transaction, or the one that Sequelize keeps open for statements outside of transactions. */
function overSqlite(database: Sequelize): Send {
  const connections = database.connectionManager as unknown as Connections<SqliteConnection>;
  return async (sql, values, transaction) => {
    const connection = transaction ? connectionOf(transaction) : await connections.getConnection({});
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

/** Connections are in UTC: see prepareConnection. */
function asMysql(value: Value): string | number {
  return value instanceof Date ? value.toISOString().slice(0, -1).replace('T', ' ') : value;
}

/** Formats times like Sequelize, because SQLite compares them as texts. */
function asSqlite(value: Value): string | number {
  return value instanceof Date ? value.toISOString().replace('T', ' ').replace('Z', ' +00:00') : value;
}
