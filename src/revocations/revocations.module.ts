import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { RevocationBroadcast } from './revocation-broadcast.js';
import { RevocationFeed } from './revocation-feed.js';
import { RevocationHead } from './revocation-head.model.js';
import { RevocationMemory } from './revocation-memory.js';
import { RevocationPoller } from './revocation-poller.js';
import { RevocationSweep } from './revocation-sweep.js';
import { Revocation } from './revocation.model.js';
import { RevocationsController } from './revocations.controller.js';
import { RevocationsService } from './revocations.service.js';

/** What is refused although it has not expired: the feed, and every replica's memory of it. */
@Module({
  imports: [SequelizeModule.forFeature([Revocation, RevocationHead])],
  controllers: [RevocationsController],
  providers: [
    RevocationsService,
    RevocationMemory,
    RevocationPoller,
    RevocationBroadcast,
    RevocationFeed,
    RevocationSweep,
  ],
  exports: [RevocationsService, RevocationMemory],
})
export class RevocationsModule {}
