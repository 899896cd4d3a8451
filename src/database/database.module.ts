import { Global, Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { Config } from '../config/config.js';
import { HousekeepingService } from './housekeeping.service.js';
import { PoolMetrics } from './pool-metrics.js';
import { sequelizeOptions } from './sequelize-options.js';
import { UnitOfWork } from './unit-of-work.js';

/** The connection, and the one door to a transaction. Models are registered by the modules that own them. */
@Global()
@Module({
  imports: [
    SequelizeModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        ...sequelizeOptions(config.DATABASE_URL),
        autoLoadModels: true,
        synchronize: false,
        retryAttempts: 0, // migrate() has just waited for the database
      }),
    }),
  ],
  providers: [UnitOfWork, HousekeepingService, PoolMetrics],
  exports: [UnitOfWork, HousekeepingService],
})
export class DatabaseModule {}
