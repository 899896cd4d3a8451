import { Journal } from './journal.js';
import { ReplicaClient } from './replica-client.js';
import { Seeded } from './seeded.js';
import type { Promises } from './session-chain.js';
import { Worker } from './worker.js';

/** REFRESH_GRACE of the service by default. */
const GRACE_MS = 10_000;

export interface WorkloadOptions {
  /** URLs of the replicas. Each call goes to a random one. */
  readonly origins: readonly string[];
  readonly seed: number;
  /** Number of concurrent clients. */
  readonly workers?: number;
  readonly graceMilliseconds?: number;
}

/** Many clients that use the service until they are stopped, and record everything in a journal. */
export class Workload {
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly journal: Journal,
    readonly options: Required<WorkloadOptions>,
  ) {}

  /** Starts at once. `signal` stops it, like `stop`. */
  static async start(options: WorkloadOptions, signal?: AbortSignal): Promise<Workload> {
    const all = { workers: 32, graceMilliseconds: GRACE_MS, ...options };
    const workload = new Workload(await Journal.create(), all);
    signal?.addEventListener('abort', () => workload.stopping.abort());
    workload.run();
    return workload;
  }

  /** Records the start (`fault`) or the end (`healed`) of a fault for the report. */
  mark(name: 'fault' | 'healed'): Promise<void> {
    return this.journal.mark(name);
  }

  /** Stops all clients after their current call. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private run(): void {
    const { origins, seed, workers, graceMilliseconds } = this.options;
    const promises: Promises = {
      grace: graceMilliseconds,
      repeatable: () => Infinity,
      revocation: () => Infinity,
    };
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
