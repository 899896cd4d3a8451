import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectConnection } from '@nestjs/sequelize';
import { Sequelize } from 'sequelize-typescript';
import { Lease } from './lease.js';

/** Rows that one statement deletes at most: more would hold locks that requests wait for. */
export const SWEEP_BATCH = 1000;

const PAUSE_MILLISECONDS = 60_000;
const LEASE_SECONDS = 150;
/** After this, nothing more is begun: another replica may soon take the lease. */
const BUDGET_MILLISECONDS = 100_000;

/** Something to be done now and then, by one replica. `run` answers how many rows it changed, at most `limit`. */
export interface Chore {
  readonly name: string;
  run(limit: number): Promise<number>;
}

/** Does the chores of every module, every minute, in whichever replica holds the lease. */
@Injectable()
export class HousekeepingService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(HousekeepingService.name);
  private readonly chores: Chore[] = [];
  private readonly stopping = new AbortController();
  private readonly lease: Lease;

  constructor(@InjectConnection() database: Sequelize) {
    this.lease = new Lease(database, 'housekeeping', LEASE_SECONDS);
  }

  /** Adds a chore. Modules call it when they start. */
  add(chore: Chore): void {
    this.chores.push(chore);
  }

  onApplicationBootstrap(): void {
    void this.keepRunning();
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /**
   * Does every chore, if this replica holds the lease. Answers whether it does. One that fails does not keep the others
   * from being done; what takes longer than the lease goes on the next time.
   */
  async runOnce(): Promise<boolean> {
    if (!(await this.lease.take())) return false;
    const deadline = performance.now() + BUDGET_MILLISECONDS;
    for (const chore of this.chores)
      await this.do(chore, deadline).catch((error: unknown) => this.logger.error(error));
    return true;
  }

  private async do({ name, run }: Chore, deadline: number): Promise<void> {
    const mayGoOn = () => performance.now() < deadline && !this.stopping.signal.aborted;
    let total = 0;
    for (let changed = SWEEP_BATCH; changed === SWEEP_BATCH && mayGoOn(); total += changed)
      changed = await run(SWEEP_BATCH);
    if (total > 0) this.logger.log({ msg: 'housekeeping', chore: name, rows: total });
  }

  private async keepRunning(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await sleep(PAUSE_MILLISECONDS, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await this.runOnce().catch((error: unknown) => this.logger.error(error));
    }
  }
}
