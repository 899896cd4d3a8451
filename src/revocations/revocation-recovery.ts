import { Injectable, Logger } from '@nestjs/common';
import { type Transaction, UniqueConstraintError } from 'sequelize';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { FeedFault, Progress } from './feed-continuity.js';
import type { EpochReason, FeedHead } from './feed-epoch.js';
import type { RevocationEntry } from './revocation-entry.js';
import { RevocationMemory } from './revocation-memory.js';
import { RevocationsService } from './revocations.service.js';

const BATCH = 1000;

/** Further work when lost entries are restored, in the same transaction. */
export type PutBackStep = (lost: readonly RevocationEntry[], transaction: Transaction) => Promise<void>;

/** The result of a reload: the newest entry of the database, and the entries in memory that the database has lost. */
interface Reload {
  readonly newest: RevocationEntry | undefined;
  readonly lost: RevocationEntry[];
}

/** The epoch that is current now, and how many entries were restored. */
interface Mended {
  readonly epoch: string;
  readonly putBack: number;
}

/**
 * Repairs the feed after the database was set back or lost rows of it. It loads everything again, keeps all entries in
 * memory, restores those that the database has lost, and begins a new epoch, so that all other readers load everything
 * again too.
 */
@Injectable()
export class RevocationRecovery {
  private readonly logger = new Logger(RevocationRecovery.name);
  private readonly steps: PutBackStep[] = [];

  constructor(
    private readonly revocations: RevocationsService,
    private readonly memory: RevocationMemory,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Registers further work for restored entries. Modules call it when they start. */
  whenPutBack(step: PutBackStep): void {
    this.steps.push(step);
  }

  /** Repairs the fault. Returns the progress from which to continue reading. */
  async recover(fault: FeedFault, seen: Progress, head: FeedHead | undefined): Promise<Progress> {
    const reload = await this.loadAll();
    const mended = await this.unitOfWork
      .run((transaction) => this.mend(fault, seen, head, reload, transaction))
      .catch(noneIfOvertaken);
    this.tell(fault, mended);
    this.memory.tellRestart();
    const { newest } = reload;
    // If another replica was first, the next poll finds its new epoch and follows it.
    return { epoch: mended?.epoch ?? seen.epoch, position: newest?.position ?? 0, entry: newest };
  }

  private async loadAll(): Promise<Reload> {
    const lost = new Map(this.memory.held().map((entry) => [entry.id, entry]));
    let newest: RevocationEntry | undefined;
    for (;;) {
      const entries = await this.revocations.after(newest?.position ?? 0, BATCH);
      this.memory.add(entries.filter((entry) => this.memory.mayMatter(entry)));
      for (const { id } of entries) lost.delete(id);
      newest = entries.at(-1) ?? newest;
      if (entries.length < BATCH) return { newest, lost: [...lost.values()] };
    }
  }

  /** Returns the current epoch, or nothing when another replica was first. */
  private async mend(
    fault: FeedFault,
    seen: Progress,
    head: FeedHead | undefined,
    { newest, lost }: Reload,
    transaction: Transaction,
  ): Promise<Mended | undefined> {
    const position = Math.max(seen.position, newest?.position ?? 0);
    const epoch =
      fault === 'followed' && head
        ? await this.revocations.lock(transaction).then(() => head.epoch)
        : await this.revocations.beginEpoch(fault as EpochReason, head?.epoch, position, transaction);
    if (epoch === undefined) return undefined;

    const missing = await this.withoutLateOnes(lost, newest?.position ?? 0, transaction);
    if (missing.length === 0) return { epoch, putBack: 0 };
    for (const step of this.steps) await step(missing, transaction);
    await this.revocations.append(missing, transaction);
    return { epoch, putBack: missing.length };
  }

  /**
   * Leaves out entries that another replica has restored since the reload. The head is locked, so no more can be added.
   */
  private async withoutLateOnes(
    lost: RevocationEntry[],
    position: number,
    transaction: Transaction,
  ): Promise<RevocationEntry[]> {
    const late = new Set<string>();
    for (let last = position; lost.length > 0;) {
      const entries = await this.revocations.after(last, BATCH, transaction);
      for (const { id } of entries) late.add(id);
      last = entries.at(-1)?.position ?? last;
      if (entries.length < BATCH) break;
    }
    return lost.filter(({ id }) => !late.has(id));
  }

  private tell(reason: FeedFault, mended: Mended | undefined): void {
    const msg = 'the revocation feed does not continue what was read before; all of it was loaded again';
    this.logger.warn({ msg, reason, putBack: mended?.putBack ?? 0 });
  }
}

/** Returns nothing when another replica has created the missing head. */
function noneIfOvertaken(error: unknown): undefined {
  if (error instanceof UniqueConstraintError) return undefined;
  throw error;
}
