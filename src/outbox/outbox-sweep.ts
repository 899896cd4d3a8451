import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op } from 'sequelize';
import { Clock } from '../common/clock.js';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { OutboxMessage, type OutboxState } from './outbox-message.model.js';

const DAY_MS = 86_400_000;

/** How long sent and dead messages stay visible to admins, in milliseconds. */
const KEPT_MS = { sent: 7 * DAY_MS, dead: 30 * DAY_MS } as const;

/** Deletes old messages that were sent or given up, so that the table does not grow. */
@Injectable()
export class OutboxSweep implements OnModuleInit {
  constructor(
    @InjectModel(OutboxMessage) private readonly messages: typeof OutboxMessage,
    private readonly clock: Clock,
    private readonly housekeeping: HousekeepingService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    for (const state of ['sent', 'dead'] as const)
      this.housekeeping.add({ name: `${state} messages`, run: (limit) => this.sweep(state, limit) });
  }

  private sweep(state: Extract<OutboxState, 'sent' | 'dead'>, limit: number): Promise<number> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS[state]);
    return this.unitOfWork.statement((transaction) =>
      this.messages.destroy({ where: { state, createdAt: { [Op.lt]: before } }, limit, transaction }),
    );
  }
}
