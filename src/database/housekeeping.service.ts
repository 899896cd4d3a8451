import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectConnection } from '@nestjs/sequelize';
import { Sequelize } from 'sequelize-typescript';
import { Lease } from './lease.js';

/** Maximum number of rows deleted by one statement: more would hold locks that requests wait for. */
export const SWEEP_BATCH = 1000;

const PAUSE_MS = 60_000;
const LEASE_SECONDS = 150;
/** No task starts after this time, because another replica may soon take the lease. */
const BUDGET_MS = 100_000;

/** A recurring task for one replica. `run` returns how many rows it changed, at most `limit`. */
export interface MaintenanceTask {
  readonly name: string;
  run(limit: number): Promise<number>;
}

/** Runs the maintenance tasks of all modules every minute, in the replica that holds the lease. */
@Injectable()
export class HousekeepingService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(HousekeepingService.name);
  private readonly tasks: MaintenanceTask[] = [];
  private readonly stopping = new AbortController();
  private readonly lease: Lease;

  constructor(@InjectConnection() database: Sequelize) {
    this.lease = new Lease(database, 'housekeeping', LEASE_SECONDS);
  }

  /** Registers a task. Modules call it when they start. */
  add(task: MaintenanceTask): void {
    this.tasks.push(task);
  }

  onApplicationBootstrap(): void {
    void this.keepRunning();
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /**
   * Runs all tasks if this replica holds the lease, and returns whether it does. A failing task does not stop the
   * others. A task that takes longer than the lease continues in the next run.
   */
  async runOnce(): Promise<boolean> {
    if (!(await this.lease.take())) return false;
    const deadline = performance.now() + BUDGET_MS;
    for (const task of this.tasks)
      await this.do(task, deadline).catch((error: unknown) => this.logger.error(error));
    return true;
  }

  private async do({ name, run }: MaintenanceTask, deadline: number): Promise<void> {
    const mayGoOn = () => performance.now() < deadline && !this.stopping.signal.aborted;
    let total = 0;
    for (let changed = SWEEP_BATCH; changed === SWEEP_BATCH && mayGoOn(); total += changed)
      changed = await run(SWEEP_BATCH);
    if (total > 0) this.logger.log({ msg: 'housekeeping', task: name, rows: total });
  }

  private async keepRunning(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.runOnce().catch((error: unknown) => this.logger.error(error));
    }
  }
}
