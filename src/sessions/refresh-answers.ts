import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { hashOfSecret } from '../common/secret-hash.js';
import { RefreshRows } from './refresh-rows.js';
import { RefreshSecrets } from './refresh-secrets.js';
import { SessionLifetimes } from './session-lifetimes.js';

const FLUSH_INTERVAL_MS = 1000;
/** Rows that one statement marks at most. */
const MAX_BATCH = 500;
/** Answers beyond this limit are not recorded, so their refreshes stay repeatable for a day. */
const MAX_PENDING = 50_000;

/** A successor that was sent to a client. */
interface Answer {
  readonly secretHash: string;
  readonly at: Date;
}

/** The id of a session and its answer. */
type Answered = readonly [string, Answer];
type Batch = readonly Answered[];

/**
 * Remembers which refreshes were answered and stores that in batches, so that a refresh needs no extra statement. Until
 * then a rotation is treated as unanswered and may be repeated: a stall or a crash between commit and answer does not
 * cost the user the session.
 */
@Injectable()
export class RefreshAnswers implements OnModuleDestroy {
  private readonly logger = new Logger(RefreshAnswers.name);
  private readonly pending = new Map<string, Answer>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly rows: RefreshRows,
    private readonly secrets: RefreshSecrets,
    private readonly lifetimes: SessionLifetimes,
  ) {}

  /** Must be called when a response with this refresh token has been sent. */
  handedOver(refreshToken: string): void {
    const token = this.secrets.parse(refreshToken);
    if (!token || this.pending.size >= MAX_PENDING) return;
    const secretHash = hashOfSecret(token.secret);
    if (this.pending.get(token.sessionId)?.secretHash === secretHash) return;
    this.pending.set(token.sessionId, { secretHash, at: this.lifetimes.now() });
    this.schedule();
  }

  /** Returns when this process sent that secret of the session, if the row may not say so yet. */
  handOverOf(sessionId: string, secretHash: string): Date | undefined {
    const answer = this.pending.get(sessionId);
    return answer?.secretHash === secretHash ? answer.at : undefined;
  }

  async onModuleDestroy(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
  }

  /**
   * Stores all answers so far. Answers that cannot be written now are tried again later, as are answers of sessions
   * that were refreshed meanwhile: otherwise busy sessions would keep it writing without a pause.
   */
  async flush(): Promise<void> {
    this.timer = undefined;
    try {
      for (const batch of batchesOf([...this.pending])) await this.write(batch);
    } catch (error) {
      this.logger.warn({
        msg: 'answered refreshes could not be stored yet',
        pending: this.pending.size,
        error,
      });
    }
    if (this.pending.size > 0) this.schedule();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_INTERVAL_MS).unref();
  }

  /** Starts REFRESH_GRACE when the batch was sent, not now: the database may have been away in between. */
  private async write(batch: Batch): Promise<void> {
    const secretHashes = new Map(batch.map(([id, { secretHash }]) => [id, secretHash]));
    const [, newest] = batch.at(-1) as Answered;
    await this.rows.markAnswered(secretHashes, newest.at);
    for (const [id, answer] of batch) if (this.pending.get(id) === answer) this.pending.delete(id);
  }
}

/** Returns batches of answers that were sent within a second, oldest first. */
function batchesOf(answers: Batch): Batch[] {
  const batches: Answered[][] = [];
  for (const answered of answers.toSorted(([, one], [, other]) => one.at.getTime() - other.at.getTime())) {
    const batch = batches.at(-1);
    const [, oldest] = batch?.[0] ?? answered;
    const isClose = answered[1].at.getTime() - oldest.at.getTime() <= FLUSH_INTERVAL_MS;
    if (batch && isClose && batch.length < MAX_BATCH) batch.push(answered);
    else batches.push([answered]);
  }
  return batches;
}
