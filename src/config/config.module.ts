import { type DynamicModule, Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Config } from './config.js';

/** Gives every module the checked configuration, and the clock. */
@Module({})
export class ConfigModule {
  static with(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: Config, useValue: config }, Clock],
      exports: [Config, Clock],
    };
  }
}
