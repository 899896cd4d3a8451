import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Config } from '../config/config.js';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { AuditChain } from './audit-chain.js';
import { AuditKeys } from './audit-keys.service.js';

/**
 * While SECRET_KEY_PREVIOUS is set, stores its key for earlier events and seals the head of the chain under SECRET_KEY.
 */
@Injectable()
export class AuditMaintenance implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly chain: AuditChain,
    private readonly keys: AuditKeys,
    private readonly housekeeping: HousekeepingService,
  ) {}

  onModuleInit(): void {
    if (!this.config.previousSecretKey) return;
    this.housekeeping.add({ name: 'audit head sealed anew', run: () => this.run() });
  }

  /** Runs before requests are accepted, because the variable may be removed before the next start. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.config.previousSecretKey) await this.run();
  }

  private async run(): Promise<number> {
    const position = await this.chain.position();
    await this.keys.keepPrevious(position);
    return this.chain.resealHead();
  }
}
