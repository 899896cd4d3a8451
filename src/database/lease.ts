import { randomUUID } from 'node:crypto';
import {
  DataTypes,
  literal,
  type Model,
  type ModelStatic,
  Op,
  type Sequelize,
  type Transaction,
  UniqueConstraintError,
} from 'sequelize';
import { databaseNow, isSqlite } from './dialect.js';
import { createTable } from './migrations/migration.js';
import { writerOf } from './sqlite-writer.js';
import { isRepeatable } from './unit-of-work.js';

const TABLE = 'leases';
const COLUMNS = {
  name: { type: DataTypes.STRING(64), primaryKey: true },
  holder: { type: DataTypes.STRING(36), allowNull: false },
  expires_at: { type: DataTypes.BIGINT, allowNull: false },
};

/** Creates the table of leases. It must exist before any migration, because migrations run under a lease. */
export async function createLeases(sequelize: Sequelize): Promise<void> {
  await createTable(sequelize.getQueryInterface(), TABLE, COLUMNS);
}

/**
 * The exclusive right of one process to do something for a while. It is a row with an expiry, because GET_LOCK works
 * only on one node of a cluster. If the holder dies, the lease expires. The clock of the database decides, because
 * those of the processes may be hours apart.
 */
export class Lease {
  private readonly holder = randomUUID();
  private readonly leases: ModelStatic<Model>;
  private readonly now: string;
  private readonly largest: string;

  constructor(
    private readonly sequelize: Sequelize,
    private readonly name: string,
    private readonly seconds: number,
  ) {
    this.leases = sequelize.define('Lease', COLUMNS, { tableName: TABLE, timestamps: false });
    this.now = databaseNow(sequelize);
    this.largest = isSqlite(sequelize) ? 'MAX' : 'GREATEST';
  }

  /**
   * Takes the lease or, for its holder, prolongs it. Returns whether this process holds it now. On a cluster, the loser
   * of a race may get an error from the database instead.
   */
  async take(): Promise<boolean> {
    try {
      return await this.inTurn(
        async (transaction) => (await this.prolong(transaction)) || (await this.insert(transaction)),
      );
    } catch (error) {
      if (error instanceof UniqueConstraintError || isRepeatable(error)) return false;
      throw error;
    }
  }

  /** Releases the lease. It has no effect when this process does not hold it. */
  async release(): Promise<void> {
    const where = { name: this.name, holder: this.holder };
    await this.inTurn((transaction) => this.leases.destroy({ where, transaction }));
  }

  /** One conditional UPDATE settles the race: of two processes, one changes the row. */
  private async prolong(transaction: Transaction | null): Promise<boolean> {
    const isFree = literal(`(expires_at < ${this.now} OR ${this.isImpossible})`);
    const [changed] = await this.leases.update(
      { expires_at: literal(this.nextExpiry), holder: this.holder },
      { where: { name: this.name, [Op.or]: [{ holder: this.holder }, isFree] }, transaction },
    );
    return changed === 1;
  }

  /** A value that differs each time: MySQL counts only rows that change, and the holder's row must be counted. */
  private get nextExpiry(): string {
    const later = `${this.largest}(${this.expiry}, expires_at + 1)`;
    return `CASE WHEN ${this.isImpossible} THEN ${this.expiry} ELSE ${later} END`;
  }

  private get expiry(): string {
    return `${this.now} + ${this.seconds * 1000}`;
  }

  /** SQL that finds an expiry further ahead than any lease lasts. It was written when a clock was ahead. */
  private get isImpossible(): string {
    return `expires_at > ${this.now} + ${2 * this.seconds * 1000}`;
  }

  private async insert(transaction: Transaction | null): Promise<boolean> {
    const row = { name: this.name, holder: this.holder, expires_at: literal(this.expiry) };
    await this.leases.create(row, { transaction });
    return true;
  }

  private inTurn<T>(work: (transaction: Transaction | null) => Promise<T>): Promise<T> {
    return isSqlite(this.sequelize) ? writerOf(this.sequelize).run(work) : work(null);
  }
}
