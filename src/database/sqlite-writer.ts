import { AsyncResource } from 'node:async_hooks';
import { type Options, type Sequelize, Transaction } from 'sequelize';
import type { Database as Connection } from 'sqlite3';
import { originOf } from './database-faults.js';
import { writeFault } from './writable-file.js';

/** Maximum number of units in one COMMIT, and how long it collects them: the first unit waits for the last. */
export const MAX_GROUP_UNITS = 100;
const MAX_GROUP_MS = 400;

/** The name of the writer's connection in Sequelize, which closes it with the others. */
const WRITER = 'writer';

type Work<T> = (transaction: Transaction) => Promise<T>;

/** A waiting unit. `settle` resolves it after the COMMIT; `reject` is called when the COMMIT failed. */
interface Turn {
  readonly run: Work<() => void>;
  reject(error: unknown): void;
}

/** Parts of Sequelize's connections to a file that its types do not show. */
interface Connections {
  readonly connections: Record<string, Connection | undefined>;
  getConnection(options: { uuid?: string }): Promise<Connection>;
}

const writers = new WeakMap<Sequelize, SqliteWriter>();

/** Returns the writer of an SQLite file; each Sequelize instance has one. */
export function writerOf(database: Sequelize): SqliteWriter {
  const writer = writers.get(database) ?? new SqliteWriter(database);
  writers.set(database, writer);
  return writer;
}

/**
 * Queues all writes to an SQLite file. Waiting units share a transaction, each in its own savepoint, so they wait for
 * the disk only once. None resolves before the COMMIT; if that fails, all of them fail. The connection stays open,
 * because a new one waits for the disk twice, the second time for the folder.
 */
export class SqliteWriter {
  private readonly line: Turn[] = [];
  private readonly connections: Connections;
  private isWriting = false;

  constructor(private readonly database: Sequelize) {
    this.connections = (database as unknown as { connectionManager: Connections }).connectionManager;
  }

  /** Runs the work in its turn. It is committed completely or not at all, independently of the other units. */
  run<T>(work: Work<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const run: Work<() => void> = async (transaction) => {
        const answer = await work(transaction);
        return () => resolve(answer);
      };
      this.line.push({ run: AsyncResource.bind(run), reject });
      if (!this.isWriting) void this.write();
    });
  }

  /**
   * Returns whether an error says that the file was read-only although it is writable now. A connection that was opened
   * read-only stays read-only, and so do all others of this process while one is open, because SQLite shares `-shm`
   * among them. So this closes all connections, including those that Sequelize lost when BEGIN failed, and the next
   * statement opens a new one. There is only one writer at a time, so no other transaction is interrupted.
   */
  isWritableAgain(error: unknown): boolean {
    if (originOf(error).code !== 'SQLITE_READONLY') return false;
    const { connections } = this.connections;
    for (const [id, connection] of Object.entries(connections)) {
      connection?.close();
      delete connections[id];
    }
    return (
      writeFault(String((this.database as unknown as { options: Options }).options.storage)) === undefined
    );
  }

  private async write(): Promise<void> {
    this.isWriting = true;
    while (this.line.length > 0) await this.writeGroup();
    this.isWriting = false;
  }

  private async writeGroup(): Promise<void> {
    const taken: Turn[] = [];
    let group: Transaction | undefined;
    try {
      group = await this.begin();
      const settlements = await this.takeTurns(group, taken);
      await this.database.getQueryInterface().commitTransaction(group);
      for (const settle of settlements) settle();
    } catch (error) {
      await this.giveUp(group);
      for (const turn of group ? taken : this.line.splice(0)) turn.reject(error);
    }
  }

  private async begin(): Promise<Transaction> {
    const group = new Transaction(this.database, { type: Transaction.TYPES.IMMEDIATE });
    join(group, await this.connections.getConnection({ uuid: WRITER }));
    await this.database.getQueryInterface().startTransaction(group);
    return group;
  }

  private async takeTurns(group: Transaction, taken: Turn[]): Promise<(() => void)[]> {
    const end = performance.now() + MAX_GROUP_MS;
    const settlements: (() => void)[] = [];
    while (taken.length < MAX_GROUP_UNITS && performance.now() < end) {
      const turn = this.line.shift();
      if (!turn) break;
      taken.push(turn);
      settlements.push(await this.take(turn, group));
    }
    return settlements;
  }

  /**
   * Runs one unit in a savepoint, which COMMIT releases. If the unit fails, only the unit is rolled back. @throws the
   * unit's error when SQLite has rolled back the whole group, as on a full disk
   */
  private async take(turn: Turn, group: Transaction): Promise<() => void> {
    const queries = this.database.getQueryInterface();
    const unit = new Transaction(this.database, { transaction: group });
    join(unit, connectionOf(group));
    await queries.startTransaction(unit);
    try {
      const settle = await turn.run(unit);
      finish(unit);
      return settle;
    } catch (error) {
      await queries.rollbackTransaction(unit).catch(() => Promise.reject(error));
      return () => turn.reject(error);
    }
  }

  /**
   * Rolls back after a failed COMMIT, because the connection would keep its lock. Closes a connection that can neither
   * begin nor roll back.
   */
  private async giveUp(group: Transaction | undefined): Promise<void> {
    const isBack = group && this.database.getQueryInterface().rollbackTransaction(group);
    const isUsable = await Promise.resolve(isBack ?? Promise.reject()).then(
      () => true,
      () => false,
    );
    if (isUsable) return;
    this.connections.connections[WRITER]?.close(() => undefined);
    delete this.connections.connections[WRITER];
  }
}

/** A transaction with a given connection. Otherwise each of Sequelize's transactions opens its own. */
interface Joined {
  connection: Connection;
  finished?: 'commit' | 'rollback';
}

function join(transaction: Transaction, connection: Connection): void {
  (transaction as unknown as Joined).connection = connection;
}

/** Returns the connection of a unit's transaction. */
export function connectionOf(transaction: Transaction): Connection {
  return (transaction as unknown as Joined).connection;
}

/** Makes later statements of the ended unit fail, so that they do not become part of another unit. */
function finish(transaction: Transaction): void {
  (transaction as unknown as Joined).finished = 'commit';
}
