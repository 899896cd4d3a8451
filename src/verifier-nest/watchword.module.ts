import {
  ConfigurableModuleBuilder,
  Global,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { type VerifierOptions, WatchwordVerifier } from '../verifier/verifier.js';
import { WatchwordGuard } from './watchword.guard.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<VerifierOptions>()
  .setClassMethodName('forRoot')
  .build();

/**
 * Gives an application the verifier and the guard. Import it once, with `forRoot` or `forRootAsync`; then protect single
 * controllers with `@UseGuards(WatchwordGuard)`, or every route with `{ provide: APP_GUARD, useExisting: WatchwordGuard }`.
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

  /** The application listens only once tokens can be verified. */
  async onModuleInit(): Promise<void> {
    await this.verifier.start();
  }

  /** Runs when the server has answered its last request: until then tokens are verified. */
  async onApplicationShutdown(): Promise<void> {
    await this.verifier.stop();
  }
}
