import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import type { Transaction } from 'sequelize';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../common/clock.js';
import { Metrics } from '../telemetry/metrics.js';
import { AuditEvent } from './audit-event.model.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditSeals } from './audit-seals.js';
import { textOf } from './event-detail.js';
import type { NewAuditEvent } from './new-audit-event.js';

const MAX_USER_AGENT_LENGTH = 200;

/** Records actions in the audit log: the action, its actor, its subject, its time and its origin. */
@Injectable()
export class AuditService {
  private sequence = 0;

  constructor(
    @InjectModel(AuditEvent) private readonly events: typeof AuditEvent,
    private readonly seals: AuditSeals,
    private readonly sealer: AuditSealer,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Records an event in the transaction of its change: both are committed or neither is. A change that cannot be
   * recorded fails.
   */
  async record(
    { type, actor, subject, detail = {} }: NewAuditEvent,
    transaction: Transaction,
  ): Promise<void> {
    const occurredAt = this.clock.now();
    const { id: who, address, userAgent, requestId } = actor;
    const fields = {
      id: uuidv7({ msecs: occurredAt.getTime(), seq: this.next() }),
      type,
      actor: who,
      subject,
      detail: textOf(detail),
      address,
      userAgent: userAgent.slice(0, MAX_USER_AGENT_LENGTH),
      requestId,
      occurredAt,
    };
    await this.events.create({ ...fields, mac: this.seals.ofEvent(fields) }, { transaction });
    transaction.afterCommit(() => {
      this.metrics.auditEvents.inc({ type });
      this.sealer.scheduleSeal();
    });
  }

  /** Returns a sequence number that keeps ids of the same millisecond in order. */
  private next(): number {
    return (this.sequence = (this.sequence + 1) >>> 0);
  }
}
