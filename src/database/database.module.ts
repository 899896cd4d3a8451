import { Global, Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { Config } from '../config/config.js';
import { Tracing } from '../telemetry/tracing.js';
import { HousekeepingService } from './housekeeping.service.js';
import { PoolMetrics } from './pool-metrics.js';
import { sequelizeOptions } from './sequelize-options.js';
import { PreparedStatements } from './prepared-statements.js';
import { UnitOfWork } from './unit-of-work.js';

/** The connection and UnitOfWork, the only way to run a transaction. Modules register their own models. */
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
  providers: [UnitOfWork, PreparedStatements, HousekeepingService, PoolMetrics],
  exports: [UnitOfWork, PreparedStatements, HousekeepingService],
})
export class DatabaseModule {}
