import { freePort, ServiceProcess } from '../support/process.js';

/** Limits on who asks how often have tests of their own; here one address asks for everybody. */
const SETTINGS = { LOGIN_LIMIT: 'off', REGISTER_LIMIT: 'off', REFRESH_LIMIT: 'off', LOG_LEVEL: 'warn' };

/** Replicas of the built service, each with an address of a database of its own. */
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

  /** Answers of `ready`, one a replica. */
  async readiness(): Promise<number[]> {
    const answers = await Promise.all(this.members.map((member) => member.get('/health/ready')));
    return answers.map(({ status }) => status);
  }

  /** What replicas logged as errors of their own: each kind once, without what differs from line to line. */
  get errors(): string[] {
    const lines = this.members.flatMap(({ output }) => output.split('\n'));
    const messages = lines.filter((line) => line.includes('"level":50')).map((line) => line.slice(0, 1500));
    return [...new Map(messages.map((line) => [line.replace(/\d+/g, '').slice(0, 200), line])).values()];
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop('SIGKILL')));
  }
}
