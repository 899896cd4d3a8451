import { randomUUID } from 'node:crypto';
import {
  DataTypes,
  type Model,
  type ModelStatic,
  Op,
  type Sequelize,
  UniqueConstraintError,
} from 'sequelize';
import { createTable } from './migrations/migration.js';
import { isRepeatable } from './unit-of-work.js';

const TABLE = 'leases';
const COLUMNS = {
  name: { type: DataTypes.STRING(64), primaryKey: true },
  holder: { type: DataTypes.STRING(36), allowNull: false },
  expires_at: { type: DataTypes.BIGINT, allowNull: false },
};

/** Makes the table of leases. It exists before any migration, because migrations run under a lease. */
export async function createLeases(sequelize: Sequelize): Promise<void> {
  await createTable(sequelize.getQueryInterface(), TABLE, COLUMNS);
}

/**
 * The right of one process to do something alone, for a while. A row with an expiry, not GET_LOCK, which holds on one
 * node of a cluster only. A holder that dies loses the lease when it expires.
 */
export class Lease {
  private readonly holder = randomUUID();
  private readonly leases: ModelStatic<Model>;
  private expiry = 0;

  constructor(
    sequelize: Sequelize,
    private readonly name: string,
    private readonly seconds: number,
  ) {
    this.leases = sequelize.define('Lease', COLUMNS, { tableName: TABLE, timestamps: false });
  }

  /**
   * Takes the lease, or prolongs it for who holds it. Answers whether this process holds it now. On a cluster, whoever
   * loses the race learns it by an error.
   */
  async take(): Promise<boolean> {
    try {
      return (await this.prolong()) || (await this.insert());
    } catch (error) {
      if (error instanceof UniqueConstraintError || isRepeatable(error)) return false;
      throw error;
    }
  }

  /** Gives the lease back. Harmless for who does not hold it. */
  async release(): Promise<void> {
    await this.leases.destroy({ where: { name: this.name, holder: this.holder } });
  }

  /** One conditional UPDATE settles the race: of two processes, one changes the row. */
  private async prolong(): Promise<boolean> {
    const now = Date.now();
    const expiry = this.nextExpiry(now);
    const [changed] = await this.leases.update(
      { holder: this.holder, expires_at: expiry },
      { where: { name: this.name, [Op.or]: [{ holder: this.holder }, { expires_at: { [Op.lt]: now } }] } },
    );
    return changed === 1;
  }

  /** Never the same twice: MySQL counts only rows that change, and the holder's must be counted. */
  private nextExpiry(now: number): number {
    return (this.expiry = Math.max(now + this.seconds * 1000, this.expiry + 1));
  }

  private async insert(): Promise<boolean> {
    const expiry = this.nextExpiry(Date.now());
    await this.leases.create({ name: this.name, holder: this.holder, expires_at: expiry });
    return true;
  }
}
