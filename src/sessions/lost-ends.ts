import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op, type Transaction, type WhereOptions } from 'sequelize';
import { increment } from '../database/increment.js';
import type { RevocationEntry } from '../revocations/revocation-entry.js';
import { RevocationRecovery } from '../revocations/revocation-recovery.js';
import { SessionLifetimes } from './session-lifetimes.js';
import { Session } from './session.model.js';

const MAX_IDS_AT_ONCE = 500;

/**
 * Ends sessions again when a restored database has lost their end. A revocation alone would refuse their access tokens
 * for ACCESS_TOKEN_TTL, and then a refresh would revive the session.
 */
@Injectable()
export class LostEnds implements OnModuleInit {
  constructor(
    @InjectModel(Session) private readonly sessions: typeof Session,
    private readonly lifetimes: SessionLifetimes,
    private readonly recovery: RevocationRecovery,
  ) {}

  onModuleInit(): void {
    this.recovery.whenPutBack((lost, transaction) => this.endAgain(lost, transaction));
  }

  private async endAgain(lost: readonly RevocationEntry[], transaction: Transaction): Promise<void> {
    const ids = lost.filter(({ type }) => type === 'session').map(({ subject }) => subject);
    for (let start = 0; start < ids.length; start += MAX_IDS_AT_ONCE)
      await this.end({ id: ids.slice(start, start + MAX_IDS_AT_ONCE) }, transaction);
    for (const entry of lost) {
      if (entry.type === 'user') await this.end(sessionsOf(entry), transaction);
      if (entry.type === 'all') await this.end(issuedBefore(entry), transaction);
    }
  }

  private async end(which: WhereOptions<Session>, transaction: Transaction): Promise<void> {
    await this.sessions.update(
      { endedAt: this.lifetimes.now(), revision: increment('revision') },
      { where: { [Op.and]: [which, { endedAt: null }] }, transaction },
    );
  }
}

/**
 * It is unknown whether these sessions had ended or only their access tokens were revoked. Ending them is the safe
 * choice: users sign in again.
 */
function sessionsOf(entry: RevocationEntry): WhereOptions<Session> {
  const others = entry.exceptSession === null ? {} : { id: { [Op.ne]: entry.exceptSession } };
  return { userId: entry.subject, ...others, ...issuedBefore(entry) };
}

function issuedBefore({ notBefore }: RevocationEntry): WhereOptions<Session> {
  return notBefore === null ? {} : { issuedAt: { [Op.lt]: notBefore } };
}
