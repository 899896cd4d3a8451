import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { Config } from '../config/config.js';
import { CounterMemory } from './counter-memory.js';
import { Counter } from './counter.model.js';
import { CountersService } from './counters.service.js';
import { DatabaseCounters } from './database-counters.js';
import { DeviceTokens } from './device-tokens.js';
import { KeyedHash } from './keyed-hash.js';
import { KnownAddress } from './known-address.model.js';
import { KnownAddressesService } from './known-addresses.service.js';
import { RedisCounters } from './redis-counters.js';
import { NoSharedCounters, SharedCounters } from './shared-counters.js';
import { SignInAttempts } from './sign-in-attempts.service.js';
import { ThrottlingSweep } from './throttling-sweep.js';

/** How often something may be tried, by whom, and who is known. */
@Module({
  imports: [SequelizeModule.forFeature([Counter, KnownAddress])],
  providers: [
    CounterMemory,
    CountersService,
    DatabaseCounters,
    DeviceTokens,
    KeyedHash,
    KnownAddressesService,
    RedisCounters,
    SignInAttempts,
    ThrottlingSweep,
    {
      provide: SharedCounters,
      inject: [Config, RedisCounters, DatabaseCounters],
      useFactory: (config: Config, redis: RedisCounters, database: DatabaseCounters) => {
        if (config.REDIS_URL) return redis;
        return config.DATABASE_URL.startsWith('sqlite:') ? new NoSharedCounters() : database;
      },
    },
  ],
  exports: [CountersService, KeyedHash, KnownAddressesService, SignInAttempts],
})
export class ThrottlingModule {}
