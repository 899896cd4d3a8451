import { Module } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SequelizeModule } from '@nestjs/sequelize';
import { RevocationBroadcast } from './revocation-broadcast.js';
import { RevocationFeed } from './revocation-feed.js';
import { RevocationHead } from './revocation-head.model.js';
import { RevocationMemory } from './revocation-memory.js';
import { RevocationPoller } from './revocation-poller.js';
import { RevocationRecovery } from './revocation-recovery.js';
import { RevocationStreams } from './revocation-streams.js';
import { Revocation } from './revocation.model.js';
import { RevocationsController } from './revocations.controller.js';
import { RevocationsService } from './revocations.service.js';

/** Entries are kept for at least a day, for readers that were offline for a while or assume longer token lifetimes. */
const MIN_RETENTION_SECONDS = 86_400;

/** Revocations: the feed in the database, each replica's memory of it, and its readers. */
@Module({
  imports: [SequelizeModule.forFeature([Revocation, RevocationHead])],
  controllers: [RevocationsController],
  providers: [
    RevocationsService,
    RevocationMemory,
    RevocationPoller,
    RevocationRecovery,
    RevocationBroadcast,
    RevocationFeed,
    RevocationStreams,
  ],
  exports: [RevocationsService, RevocationMemory, RevocationRecovery, RevocationPoller],
})
export class RevocationsModule {
  constructor(
    config: Config,
    clock: Clock,
    housekeeping: HousekeepingService,
    unitOfWork: UnitOfWork,
    revocations: RevocationsService,
  ) {
    const keptMs = Math.max(2 * config.ACCESS_TOKEN_TTL, MIN_RETENTION_SECONDS) * 1000;
    const sweep = (limit: number, transaction: Transaction) =>
      revocations.sweep(new Date(clock.now().getTime() - keptMs), limit, transaction);
    housekeeping.add({
      name: 'old revocations',
      run: (limit) => unitOfWork.run((transaction) => sweep(limit, transaction)),
    });
  }
}
