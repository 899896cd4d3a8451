import {
  ConfigurableModuleBuilder,
  Global,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { type VerifierOptions, WatchwordVerifier } from '@watchword/verifier';
import { WatchwordGuard } from './watchword.guard.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<VerifierOptions>()
  .setClassMethodName('forRoot')
  .build();

/**
 * Provides the verifier and the guard. Import it once with `forRoot` or `forRootAsync`; then protect single controllers
 * with `@UseGuards(WatchwordGuard)`, or all routes with `{ provide: APP_GUARD, useExisting: WatchwordGuard }`.
 */
@Global()
@Module({
  providers: [
    {
      provide: WatchwordVerifier,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: VerifierOptions) => new WatchwordVerifier(options),
    },
    WatchwordGuard,
  ],
  exports: [WatchwordVerifier, WatchwordGuard],
})
export class WatchwordModule extends ConfigurableModuleClass implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly verifier: WatchwordVerifier) {
    super();
  }

  /** Starts the verifier, so that the application listens only when tokens can be verified. */
  async onModuleInit(): Promise<void> {
    await this.verifier.start();
  }

  /** Stops the verifier after the server has sent its last response. */
  async onApplicationShutdown(): Promise<void> {
    await this.verifier.stop();
  }
}
