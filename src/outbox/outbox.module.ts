import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { SecretsModule } from '../secrets/secrets.module.js';
import { Deliverers } from './deliverers.js';
import { OutboxAttempt } from './outbox-attempt.js';
import { OutboxBacklog } from './outbox-backlog.js';
import { OutboxDelivery } from './outbox-delivery.js';
import { OutboxKick } from './outbox-kick.js';
import { OutboxLeases } from './outbox-leases.js';
import { OutboxListing } from './outbox-listing.js';
import { OutboxMessage } from './outbox-message.model.js';
import { OutboxSweep } from './outbox-sweep.js';
import { OutboxService } from './outbox.service.js';

/**
 * Transactional outbox: messages are written with their change and delivered after the commit, at least once and in
 * order.
 */
@Module({
  imports: [SequelizeModule.forFeature([OutboxMessage]), SecretsModule],
  providers: [
    Deliverers,
    OutboxAttempt,
    OutboxBacklog,
    OutboxDelivery,
    OutboxKick,
    OutboxLeases,
    OutboxListing,
    OutboxService,
    OutboxSweep,
  ],
  exports: [Deliverers, OutboxListing, OutboxService],
})
export class OutboxModule {}
