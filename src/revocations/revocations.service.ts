import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { literal, Op, type Transaction } from 'sequelize';
import { Clock } from '../common/clock.js';
import { RevocationBroadcast } from './revocation-broadcast.js';
import { entryOf, type NewRevocation, type RevocationEntry } from './revocation-entry.js';
import { RevocationHead } from './revocation-head.model.js';
import { RevocationMemory } from './revocation-memory.js';
import { Revocation } from './revocation.model.js';

const HEAD = 1;

/** Owns `revocations` and `revocation_head`: the feed of what is refused although it has not expired. */
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
   * Appends to the feed, in the transaction of the change that revokes. Call it last: it locks the head of the feed
   * until the commit, which is what makes the order of positions the order of commits, so that no reader can skip an
   * entry. This replica knows the entries as soon as they are committed.
   */
  async append(added: readonly NewRevocation[], transaction: Transaction): Promise<void> {
    if (added.length === 0) return;
    const last = await this.takePositions(added.length, transaction);
    const rows = added.map((one, index) => ({
      position: last - added.length + 1 + index,
      type: one.type,
      subject: one.subject,
      notBefore: one.notBefore == null ? null : new Date(one.notBefore),
      exceptSession: one.exceptSession ?? null,
      revokedAt: this.clock.now(),
    }));
    const entries = (await this.revocations.bulkCreate(rows, { transaction })).map(entryOf);
    transaction.afterCommit(() => this.announce(entries));
  }

  /** The entries after a position, oldest first. */
  async after(position: number, limit: number): Promise<RevocationEntry[]> {
    const rows = await this.revocations.findAll({
      where: { position: { [Op.gt]: position } },
      order: [['position', 'ASC']],
      limit,
    });
    return rows.map(entryOf);
  }

  /** Deletes at most `limit` entries that are older than the given moment. Answers how many. */
  sweep(before: Date, limit: number, transaction: Transaction): Promise<number> {
    return this.revocations.destroy({ where: { revokedAt: { [Op.lt]: before } }, limit, transaction });
  }

  private async takePositions(count: number, transaction: Transaction): Promise<number> {
    const next = { position: literal(`position + ${count}`) as never };
    await this.heads.update(next, { where: { id: HEAD }, transaction });
    const head = await this.heads.findByPk(HEAD, { transaction, rejectOnEmpty: true });
    return Number(head.position);
  }

  private announce(entries: RevocationEntry[]): void {
    this.memory.add(entries);
    this.broadcast.publish(entries);
  }
}
