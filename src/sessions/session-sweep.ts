import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SessionsService } from './sessions.service.js';

/** Deletes sessions that have ended. A refresh token without a row is refused just the same. */
@Injectable()
export class SessionSweep implements OnModuleInit {
  constructor(
    private readonly sessions: SessionsService,
    private readonly housekeeping: HousekeepingService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.housekeeping.add({
      name: 'ended sessions',
      run: (limit) => this.unitOfWork.run((transaction) => this.sessions.sweep(limit, transaction)),
    });
  }
}
