import { Global, Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { Config } from '../config/config.js';
import { Tracing } from '../telemetry/tracing.js';
import { HousekeepingService } from './housekeeping.service.js';
import { PoolMetrics } from './pool-metrics.js';
import { sequelizeOptions } from './sequelize-options.js';
import { Statements } from './statements.js';
import { UnitOfWork } from './unit-of-work.js';

/** The connection, and the one door to a transaction. Models are registered by the modules that own them. */
@Global()
@Module({
  imports: [
    SequelizeModule.forRootAsync({
      inject: [Config, Tracing],
      useFactory: (config: Config, { statements }: Tracing) => ({
        ...sequelizeOptions(config.DATABASE_URL),
        logging: statements,
        benchmark: statements !== false,
        autoLoadModels: true,
        synchronize: false,
        retryAttempts: 0, // migrate() has just waited for the database
      }),
    }),
  ],
  providers: [UnitOfWork, Statements, HousekeepingService, PoolMetrics],
  exports: [UnitOfWork, Statements, HousekeepingService],
})
export class DatabaseModule {}
