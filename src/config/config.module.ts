import { type DynamicModule, Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Config } from './config.js';

/** Provides the checked configuration and the clock to all modules. */
@Module({})
export class ConfigModule {
  /** Returns the global module for a checked configuration. */
  static with(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: Config, useValue: config }, Clock],
      exports: [Config, Clock],
    };
  }
}
