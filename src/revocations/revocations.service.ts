import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { literal, Op, type Transaction, UniqueConstraintError } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../common/clock.js';
import { Unavailable } from '../common/common.errors.js';
import { type EpochReason, type FeedHead, headOf } from './feed-epoch.js';
import { RevocationBroadcast } from './revocation-broadcast.js';
import { entryOf, type NewRevocation, type RevocationEntry } from './revocation-entry.js';
import { RevocationHead } from './revocation-head.model.js';
import { RevocationMemory } from './revocation-memory.js';
import { Revocation } from './revocation.model.js';

const HEAD = 1;
/** Maximum number of rows of one statement. More could exceed the timeout of a statement. */
const MAX_ROWS_AT_ONCE = 500;

/** Reads and writes the feed of revoked tokens: the tables `revocations` and `revocation_head`. */
@Injectable()
export class RevocationsService {
  constructor(
    @InjectModel(Revocation) private readonly revocations: typeof Revocation,
    @InjectModel(RevocationHead) private readonly heads: typeof RevocationHead,
    private readonly memory: RevocationMemory,
    private readonly broadcast: RevocationBroadcast,
    private readonly clock: Clock,
  ) {}

  /**
   * Appends to the feed, in the transaction of the change that revokes. It must be the last statement: it locks the
   * head of the feed until the commit. So positions have the order of commits, and no reader can miss an entry. This
   * replica knows the entries as soon as they are committed. @throws Unavailable while the head is missing or behind
   * the entries, which the replicas repair within a second
   */
  async append(added: readonly NewRevocation[], transaction: Transaction): Promise<void> {
    if (added.length === 0) return;
    const last = await this.takePositions(added.length, transaction);
    const now = this.clock.now().getTime();
    const rows = added.map((one, index) => ({
      id: one.id ?? uuidv7(),
      position: last - added.length + 1 + index,
      type: one.type,
      subject: one.subject,
      notBefore: one.notBefore == null ? null : new Date(one.notBefore),
      exceptSession: one.exceptSession ?? null,
      revokedAt: new Date(Math.max(now, one.notBefore ?? 0, one.revokedAt ?? 0)),
    }));
    const entries: RevocationEntry[] = [];
    for (let start = 0; start < rows.length; start += MAX_ROWS_AT_ONCE) {
      const some = rows.slice(start, start + MAX_ROWS_AT_ONCE);
      const made = await this.revocations.bulkCreate(some, { transaction }).catch(positionsTaken);
      entries.push(...made.map(entryOf));
    }
    transaction.afterCommit(() => this.announce(entries));
  }

  /**
   * Returns whether the feed already has such an entry. It locks the head of the feed until the commit, so of two
   * callers that check before they append, the second sees the entry of the first.
   */
  async has(
    { type, subject }: Pick<NewRevocation, 'type' | 'subject'>,
    transaction: Transaction,
  ): Promise<boolean> {
    await this.heads.findByPk(HEAD, { transaction, lock: transaction.LOCK.UPDATE });
    return (await this.revocations.count({ where: { type, subject }, transaction })) > 0;
  }

  /** Returns the entries after a position, oldest first. */
  async after(position: number, limit: number, transaction?: Transaction): Promise<RevocationEntry[]> {
    const rows = await this.revocations.findAll({
      where: { position: { [Op.gt]: position } },
      order: [['position', 'ASC']],
      limit,
      transaction,
    });
    return rows.map(entryOf);
  }

  /** Returns the entry at a position, or the nearest one before it. */
  async upTo(position: number): Promise<RevocationEntry | undefined> {
    const [row] = await this.revocations.findAll({
      where: { position: { [Op.lte]: position } },
      order: [['position', 'DESC']],
      limit: 1,
    });
    return row && entryOf(row);
  }

  /** Returns the head of the feed, or nothing when its row is missing. */
  async head(transaction?: Transaction): Promise<FeedHead | undefined> {
    const row = await this.heads.findByPk(HEAD, { transaction });
    return row ? headOf(row) : undefined;
  }

  /** Makes all appending transactions wait until this one ends. */
  async lock(transaction: Transaction): Promise<void> {
    await this.heads.update({ position: literal('position + 0') }, { where: { id: HEAD }, transaction });
  }

  /**
   * Begins a new epoch, which makes every reader load the whole feed. Positions continue at least from the given one.
   * One conditional write settles the race: only one replica replaces an epoch. Returns the new epoch, or nothing when
   * another replica was first. @throws UniqueConstraintError when another replica has created the missing head
   */
  async beginEpoch(
    reason: EpochReason,
    replaces: string | undefined,
    position: number,
    transaction: Transaction,
  ): Promise<string | undefined> {
    const epoch = uuidv7();
    if (replaces === undefined) {
      await this.heads.create({ id: HEAD, position, epoch, reason }, { transaction });
      return epoch;
    }
    const higher = literal(`CASE WHEN position < ${position} THEN ${position} ELSE position END`) as never;
    const [changed] = await this.heads.update(
      { position: higher, epoch, reason },
      { where: { id: HEAD, epoch: replaces }, transaction },
    );
    return changed === 1 ? epoch : undefined;
  }

  /** Deletes at most `limit` entries older than the given time. Returns how many. */
  sweep(before: Date, limit: number, transaction: Transaction): Promise<number> {
    return this.revocations.destroy({ where: { revokedAt: { [Op.lt]: before } }, limit, transaction });
  }

  private async takePositions(count: number, transaction: Transaction): Promise<number> {
    const next = { position: literal(`position + ${count}`) as never };
    await this.heads.update(next, { where: { id: HEAD }, transaction });
    const head = await this.head(transaction);
    if (!head) throw beingMended();
    return head.position;
  }

  private announce(entries: RevocationEntry[]): void {
    this.memory.add(entries);
    this.broadcast.publish(entries);
  }
}

/** Converts the error of a position that an entry already has: an operator has changed the tables by hand. */
function positionsTaken(error: unknown): never {
  throw error instanceof UniqueConstraintError ? beingMended() : error;
}

function beingMended(): Unavailable {
  return new Unavailable('The revocation feed is being repaired. Try again in a moment.', { retryAfter: 1 });
}
