import { type FreshDatabase, freshDatabase, isSqlite } from './database.js';
import { Service } from './service.js';

/** Two replicas in this process, on one database. */
export class Replicas {
  one!: Service;
  other!: Service;
  private database!: FreshDatabase;

  constructor(private readonly environment: Record<string, string>) {}

  async start(): Promise<void> {
    this.database = await freshDatabase();
    this.one = await new Service(this.environment, this.database).start();
    this.other = await new Service(this.environment, this.database).start();
  }

  async stop(): Promise<void> {
    await this.one.stop();
    await this.other.stop();
    await this.database.drop();
  }
}

/** Starts two replicas before the tests of a file. On SQLite there is one replica: such tests need `onServers`. */
export function useReplicas(environment: Record<string, string> = {}): Replicas {
  const replicas = new Replicas(environment);
  beforeAll(() => (isSqlite() ? undefined : replicas.start()));
  afterAll(() => (isSqlite() ? undefined : replicas.stop()));
  return replicas;
}
