import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { KeyRing } from './key-ring.js';
import { KeysService } from './keys.service.js';

/** Renews signing keys by age, and deletes those whose last token has expired. */
@Injectable()
export class KeyChores implements OnModuleInit {
  constructor(
    private readonly keys: KeysService,
    private readonly ring: KeyRing,
    private readonly housekeeping: HousekeepingService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.housekeeping.add({
      name: 'retired keys',
      run: () => this.unitOfWork.run((transaction) => this.keys.retire(transaction)),
    });
    this.housekeeping.add({ name: 'new keys', run: () => this.ring.renewIfDue().then(() => 0) });
  }
}
