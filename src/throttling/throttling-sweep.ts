import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { MEMORY } from './counter.js';
import { DatabaseCounters } from './database-counters.js';
import { KnownAddressesService } from './known-addresses.service.js';

/** Deletes counters that nobody remembers, and addresses that were not used for long. */
@Injectable()
export class ThrottlingSweep implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly counters: DatabaseCounters,
    private readonly addresses: KnownAddressesService,
    private readonly housekeeping: HousekeepingService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.housekeeping.add({
      name: 'old counters',
      run: (limit) => this.counters.sweep(this.clock.now().getTime() - MEMORY, limit),
    });
    this.housekeeping.add({
      name: 'old known addresses',
      run: (limit) => this.unitOfWork.run((transaction) => this.addresses.sweep(limit, transaction)),
    });
  }
}
