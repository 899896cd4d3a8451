import { type FreshDatabase, freshDatabase } from '../database.js';
import { freePort, ServiceProcess } from '../process.js';

/** Limits on who asks how often have tests of their own; here one address asks for everybody. */
const SETTINGS = { LOGIN_LIMIT: 'off', REGISTER_LIMIT: 'off', REFRESH_LIMIT: 'off', LOG_LEVEL: 'warn' };

/** Replicas of the built service on one database. Each keeps its port when it starts again. */
export class Replicas {
  readonly members: ServiceProcess[] = [];

  private constructor(readonly database: FreshDatabase) {}

  /** Starts so many on a fresh database. `by` changes the address by which they reach it. */
  static async start(
    count: number,
    environment: Record<string, string> = {},
    by = async (url: string) => url,
  ): Promise<Replicas> {
    const replicas = new Replicas(await freshDatabase());
    const DATABASE_URL = await by(replicas.database.url);
    for (let index = 0; index < count; index++) {
      const PORT = String(await freePort());
      replicas.members.push(new ServiceProcess({ ...SETTINGS, DATABASE_URL, PORT, ...environment }));
    }
    await Promise.all(replicas.members.map((member) => member.start()));
    return replicas;
  }

  get origins(): string[] {
    return this.members.map(({ origin }) => origin);
  }

  /** The one with this number. */
  at(index: number): ServiceProcess {
    return this.members[index % this.members.length] as ServiceProcess;
  }

  /** Ends all of them. The database is left to the one who drops it. */
  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop('SIGKILL')));
  }
}
