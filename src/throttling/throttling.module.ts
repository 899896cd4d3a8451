import { Module } from '@nestjs/common';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SequelizeModule } from '@nestjs/sequelize';
import { Config } from '../config/config.js';
import { CounterMemory } from './counter-memory.js';
import { Counter } from './counter.model.js';
import { CountersService } from './counters.service.js';
import { DatabaseCounters } from './database-counters.js';
import { DeviceTokens } from './device-tokens.js';
import { FactorAttempts } from './factor-attempts.js';
import { KeyedHash } from './keyed-hash.js';
import { KnownAddress } from './known-address.model.js';
import { KnownAddressesService } from './known-addresses.service.js';
import { KnownPlaces } from './known-places.js';
import { ProofOfWork } from './proof-of-work.js';
import { RedisCounters } from './redis-counters.js';
import { NoSharedCounters, SharedCounters } from './shared-counters.js';
import { SignInAttempts } from './sign-in-attempts.service.js';
import { SignInBuckets } from './sign-in-buckets.js';
import { SignInProofs } from './sign-in-proofs.js';

/** Rate limits, proofs of work, and known browsers and networks. */
@Module({
  imports: [SequelizeModule.forFeature([Counter, KnownAddress])],
  providers: [
    CounterMemory,
    CountersService,
    DatabaseCounters,
    DeviceTokens,
    FactorAttempts,
    KeyedHash,
    KnownAddressesService,
    KnownPlaces,
    ProofOfWork,
    RedisCounters,
    SignInAttempts,
    SignInBuckets,
    SignInProofs,
    {
      provide: SharedCounters,
      inject: [Config, RedisCounters, DatabaseCounters],
      useFactory: (config: Config, redis: RedisCounters, database: DatabaseCounters) => {
        if (config.REDIS_URL) return redis;
        return config.DATABASE_URL.startsWith('sqlite:') ? new NoSharedCounters() : database;
      },
    },
  ],
  exports: [CountersService, FactorAttempts, KeyedHash, KnownAddressesService, SignInAttempts],
})
export class ThrottlingModule {
  constructor(
    housekeeping: HousekeepingService,
    unitOfWork: UnitOfWork,
    counters: DatabaseCounters,
    addresses: KnownAddressesService,
  ) {
    housekeeping.add({ name: 'old counters', run: (limit) => counters.sweep(limit) });
    housekeeping.add({
      name: 'old known addresses',
      run: (limit) => unitOfWork.run((transaction) => addresses.sweep(limit, transaction)),
    });
  }
}
