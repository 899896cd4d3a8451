import { type FreshDatabase, freshDatabase } from '../database.js';
import { freePort, ServiceProcess } from '../process.js';

/** Rate limits have their own tests. Here all requests come from one address. */
const SETTINGS = { LOGIN_LIMIT: 'off', REGISTER_LIMIT: 'off', REFRESH_LIMIT: 'off', LOG_LEVEL: 'warn' };

export interface ReplicaOptions {
  readonly environment?: Record<string, string>;
  /** A file that starts a changed service. */
  readonly entry?: string;
  /** An existing database, in place of a new one. */
  readonly database?: FreshDatabase;
  /** Another route to the database, such as a proxy. */
  readonly route?: (databaseUrl: string) => Promise<string>;
}

/** Replicas of the built service on one database. Each keeps its port when it starts again. */
export class Replicas {
  readonly members: ServiceProcess[] = [];

  private constructor(
    readonly database: FreshDatabase,
    private readonly databaseUrl: string,
  ) {}

  /** Starts `count` replicas on a new database. */
  static async start(count: number, options: ReplicaOptions = {}): Promise<Replicas> {
    const database = options.database ?? (await freshDatabase());
    const replicas = new Replicas(database, (await options.route?.(database.url)) ?? database.url);
    await replicas.add(count, options).catch(async (error: unknown) => {
      await replicas.stop();
      throw error;
    });
    return replicas;
  }

  /** Starts `count` more replicas, all at once. */
  async add(count: number, { environment, entry }: ReplicaOptions = {}): Promise<ServiceProcess[]> {
    const added: ServiceProcess[] = [];
    for (let index = 0; index < count; index++) {
      const PORT = String(await freePort());
      const settings = { ...SETTINGS, DATABASE_URL: this.databaseUrl, PORT, ...environment };
      added.push(new ServiceProcess(settings, undefined, entry));
    }
    this.members.push(...added);
    await Promise.all(added.map((member) => member.start()));
    return added;
  }

  get origins(): string[] {
    return this.members.map(({ origin }) => origin);
  }

  /** Returns the replica with this index, modulo their number. */
  at(index: number): ServiceProcess {
    return this.members[index % this.members.length] as ServiceProcess;
  }

  /** Ends all replicas and drops the database. */
  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop('SIGKILL')));
    await this.database.drop();
  }
}
