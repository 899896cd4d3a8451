import { Journal } from './journal.js';
import { ReplicaClient } from './replica-client.js';
import { Seeded } from './seeded.js';
import type { Promises } from './session-chain.js';
import { Worker } from './worker.js';

/** REFRESH_GRACE of the service, unless the replicas are started with another. */
const GRACE_MILLISECONDS = 10_000;

export interface WorkloadOptions {
  /** Addresses of the replicas. Each call goes to one by chance. */
  readonly origins: readonly string[];
  readonly seed: number;
  /** Clients at once. */
  readonly workers?: number;
  readonly graceMilliseconds?: number;
}

/** Many clients that use the service until they are told to stop, and write down everything in a journal. */
export class Workload {
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly journal: Journal,
    readonly options: Required<WorkloadOptions>,
  ) {}

  /** Begins at once. `signal` stops it, as `stop` does. */
  static async start(options: WorkloadOptions, signal?: AbortSignal): Promise<Workload> {
    const all = { workers: 32, graceMilliseconds: GRACE_MILLISECONDS, ...options };
    const workload = new Workload(await Journal.create(), all);
    signal?.addEventListener('abort', () => workload.stopping.abort());
    workload.run();
    return workload;
  }

  /** Writes down that something is done to the service, or no longer: `fault` and `healed` are what reports look for. */
  mark(name: 'fault' | 'healed'): Promise<void> {
    return this.journal.mark(name);
  }

  /** Lets every client finish what it is doing. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private run(): void {
    const { origins, seed, workers, graceMilliseconds } = this.options;
    const promises: Promises = { grace: graceMilliseconds, revocation: () => Infinity };
    const client = new ReplicaClient(this.journal, promises);
    const run = Math.trunc(performance.timeOrigin + performance.now()).toString(36);
    const all = Array.from({ length: workers }, (_, index) => {
      const random = new Seeded(seed * 1000 + index);
      return new Worker(`w-${run}-${seed}-${index}`, origins, client, random).run(this.stopping.signal);
    });
    this.running = Promise.all(all);
    this.running.catch(() => this.stopping.abort());
  }
}
