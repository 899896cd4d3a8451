import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { serially } from '../common/serially.js';
import { AuditChain } from './audit-chain.js';

const GATHER_MILLISECONDS = 50;
/** Finds what a replica wrote that died before it sealed. */
const POLL_MILLISECONDS = 5000;

/** Has events sealed soon after they were committed, in the background: no request waits for it or fails by it. */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AuditSealer.name);
  /** Seals what is committed by now; a fault is logged, and the next run tries again. */
  readonly sealNow: () => Promise<void>;
  private gathering: NodeJS.Timeout | undefined;
  private poll: NodeJS.Timeout | undefined;
  private isFailing = false;
  private isStopping = false;

  constructor(chain: AuditChain) {
    const work = () => chain.sealAll().then(() => void (this.isFailing = false));
    this.sealNow = serially((error) => this.report(error), work);
  }

  onApplicationBootstrap(): void {
    this.poll = setInterval(() => void this.sealNow(), POLL_MILLISECONDS).unref();
  }

  /** What a short command has just written would else wait for another process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.poll);
    clearTimeout(this.gathering);
    await this.sealNow();
  }

  /** An event was committed. Those of the next moment are sealed with it. */
  soon(): void {
    if (this.isStopping) return;
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      void this.sealNow();
    }, GATHER_MILLISECONDS).unref();
  }

  private report(error: unknown): void {
    if (!this.isFailing) this.logger.error(error);
    this.isFailing = true;
  }
}
