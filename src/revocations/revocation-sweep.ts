import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { RevocationsService } from './revocations.service.js';

/** Readers that were away for a while, or that think tokens live longer, still find what they missed. */
const SHORTEST_RETENTION_SECONDS = 86_400;

/** Deletes entries that no unexpired token can meet. */
@Injectable()
export class RevocationSweep implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly revocations: RevocationsService,
    private readonly housekeeping: HousekeepingService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.housekeeping.add({ name: 'old revocations', run: (limit) => this.sweep(limit) });
  }

  private sweep(limit: number): Promise<number> {
    const seconds = Math.max(2 * this.config.ACCESS_TOKEN_TTL, SHORTEST_RETENTION_SECONDS);
    const before = new Date(this.clock.now().getTime() - seconds * 1000);
    return this.unitOfWork.run((transaction) => this.revocations.sweep(before, limit, transaction));
  }
}
