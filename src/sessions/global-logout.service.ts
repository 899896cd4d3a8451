import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { EVERYTHING } from '@watchword/protocol';
import { Op, type Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { increment } from '../database/increment.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RevocationsService } from '../revocations/revocations.service.js';
import { SessionLifetimes } from './session-lifetimes.js';
import { Session } from './session.model.js';

/** Sessions ended in one transaction: more would hold locks that refreshes wait for. */
const SESSIONS_AT_ONCE = 5000;
/**
 * Another replica's clock may be this far ahead, so its tokens seem to be issued in the future. They are revoked too.
 */
const MAX_CLOCK_DIFFERENCE_MS = 5000;
/**
 * Issue times further ahead come from a wrong clock. Revoking up to them would refuse all new tokens until that time.
 */
const MAX_AHEAD_MS = 60_000;

/** Progress of the walk over all sessions: the last id, how many were ended, and the newest issue time. */
interface Walk {
  readonly id: string;
  readonly ended: number;
  readonly newest: number;
}

/** Ends every session and revokes every access token issued so far, of users and of service clients. */
@Injectable()
export class GlobalLogoutService {
  constructor(
    @InjectModel(Session) private readonly sessions: typeof Session,
    private readonly revocations: RevocationsService,
    private readonly lifetimes: SessionLifetimes,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Ends all sessions. Other replicas follow within a second. Returns the number of sessions ended. */
  async endAll(actor: Actor): Promise<number> {
    const { ended, newest } = await this.endSessions();
    await this.unitOfWork.run(async (transaction) => {
      const event = { type: 'session.ended_for_all' as const, actor, subject: null };
      await this.audit.record(event, transaction);
      await this.refuseEverything(newest, transaction);
    });
    return ended;
  }

  /**
   * Ends everything as `endAll` does, after the database was restored: readers of the revocation feed also load all of
   * it again. Returns the number of sessions ended.
   */
  async afterRestore(actor: Actor): Promise<number> {
    const { ended, newest } = await this.endSessions();
    await this.unitOfWork.run(async (transaction) => {
      await this.audit.record({ type: 'database.restored', actor, subject: null }, transaction);
      await this.revocations.lock(transaction);
      const head = await this.revocations.head(transaction);
      await this.revocations.beginEpoch('restored', head?.epoch, head?.position ?? 0, transaction);
      await this.refuseEverything(newest, transaction);
    });
    return ended;
  }

  /**
   * Ends sessions before tokens are revoked: otherwise a refresh in between would get a token with a later issue time,
   * which would not be revoked.
   */
  private async endSessions(): Promise<Walk> {
    let walk: Walk | undefined = { id: '', ended: 0, newest: 0 };
    for (let next: Walk | undefined = walk; next; next = await this.endSome(walk)) walk = next;
    return walk;
  }

  /** Ends the next batch in the order of ids. Returns nothing when no session is left. */
  private async endSome({ id: from, ended, newest }: Walk): Promise<Walk | undefined> {
    const rows = await this.sessions.findAll({
      attributes: ['id'],
      where: { id: { [Op.gt]: from } },
      order: [['id', 'ASC']],
      limit: SESSIONS_AT_ONCE,
      raw: true,
    });
    const last = rows.at(-1)?.id;
    if (last === undefined) return undefined;
    const where = { id: { [Op.gt]: from, [Op.lte]: last } };
    return this.unitOfWork.run(async (transaction) => {
      const changes = { endedAt: this.lifetimes.now(), revision: increment('revision') };
      const [changed] = await this.sessions.update(changes, {
        where: { ...where, endedAt: null },
        transaction,
      });
      const issuedAt = await this.sessions.max<number | string | null, Session>('issuedAt', {
        where,
        transaction,
      });
      return { id: last, ended: ended + changed, newest: Math.max(newest, Number(issuedAt ?? 0)) };
    });
  }

  private async refuseEverything(newest: number, transaction: Transaction): Promise<void> {
    const now = this.lifetimes.now().getTime();
    const notBefore = Math.max(now + MAX_CLOCK_DIFFERENCE_MS, Math.min(newest + 1, now + MAX_AHEAD_MS));
    await this.revocations.append([{ type: 'all', subject: EVERYTHING, notBefore }], transaction);
  }
}
