import { freePort, ServiceProcess } from '../../support/process.js';

/** Rate limits have their own tests. Here all requests come from one address. */
const SETTINGS = { LOGIN_LIMIT: 'off', REGISTER_LIMIT: 'off', REFRESH_LIMIT: 'off', LOG_LEVEL: 'warn' };

/** Replicas of the built service, each with its own database URL. */
export class ClusterReplicas {
  private constructor(
    readonly members: readonly ServiceProcess[],
    private readonly databaseUrl: string,
  ) {}

  /** Starts one for each address, all at once on the empty database. */
  static async start(databaseUrls: readonly string[]): Promise<ClusterReplicas> {
    const members: ServiceProcess[] = [];
    for (const DATABASE_URL of databaseUrls)
      members.push(new ServiceProcess({ ...SETTINGS, DATABASE_URL, PORT: String(await freePort()) }));
    const replicas = new ClusterReplicas(members, databaseUrls[0] as string);
    const starts = await Promise.allSettled(members.map((member) => member.start()));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed) await replicas.stop();
    if (failed) throw failed.reason;
    return replicas;
  }

  get origins(): string[] {
    return this.members.map(({ origin }) => origin);
  }

  get database() {
    return { url: this.databaseUrl, drop: async () => undefined };
  }

  /** Returns the status of `ready` for each replica. */
  async readiness(): Promise<number[]> {
    const answers = await Promise.all(this.members.map((member) => member.get('/health/ready')));
    return answers.map(({ status }) => status);
  }

  /** Errors in the logs of the replicas: each kind once, without the variable parts. */
  get errors(): string[] {
    const lines = this.members.flatMap(({ output }) => output.split('\n'));
    const messages = lines.filter((line) => line.includes('"level":50')).map((line) => line.slice(0, 1500));
    return [...new Map(messages.map((line) => [line.replace(/\d+/g, '').slice(0, 200), line])).values()];
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop('SIGKILL')));
  }
}
