import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { coalesce } from '../common/coalesce.js';
import { Metrics } from '../telemetry/metrics.js';
import { AuditChain } from './audit-chain.js';

const GATHER_MS = 50;
/** How often to look for events of a replica that died before it sealed them, in milliseconds. */
const POLL_MS = 5000;
/**
 * How often the end of the chain is written to the log, in milliseconds. No change of the database can alter the log.
 */
const HEAD_LOG_INTERVAL_MS = 3_600_000;

/** Seals events in the background soon after their commit. No request waits for it or fails because of it. */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AuditSealer.name);
  /** Seals all committed events. An error is logged, and the next run tries again. */
  readonly sealNow: () => Promise<void>;
  private gathering: NodeJS.Timeout | undefined;
  private poll: NodeJS.Timeout | undefined;
  private isFailing = false;
  private isStopping = false;

  private loggedAt = -Infinity;
  private loggedPosition: number | undefined;

  constructor(
    private readonly chain: AuditChain,
    metrics: Metrics,
  ) {
    metrics.auditPosition.readBy(() => chain.end?.position ?? 0);
    const work = () => chain.sealAll().then(() => void (this.isFailing = false));
    this.sealNow = coalesce((error) => this.report(error), work);
  }

  onApplicationBootstrap(): void {
    this.poll = setInterval(() => void this.sealAndTell(), POLL_MS).unref();
  }

  /** Seals the events of a short command, which would otherwise wait for another process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.poll);
    clearTimeout(this.gathering);
    await this.sealNow();
    this.tellEnd();
  }

  /** Schedules sealing after a commit. Events of the next moment are sealed in the same batch. */
  scheduleSeal(): void {
    if (this.isStopping) return;
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      void this.sealNow();
    }, GATHER_MS).unref();
  }

  private async sealAndTell(): Promise<void> {
    await this.sealNow();
    if (performance.now() - this.loggedAt >= HEAD_LOG_INTERVAL_MS) this.tellEnd();
  }

  /**
   * Logs the end of the chain. If the database is set back or emptied, the highest position in the log shows what is
   * missing.
   */
  private tellEnd(): void {
    const { end } = this.chain;
    if (!end) return;
    this.loggedAt = performance.now();
    if (end.position === this.loggedPosition) return;
    if (end.position < (this.loggedPosition ?? 0))
      this.logger.error({ msg: 'the audit log was set back', from: this.loggedPosition, to: end.position });
    this.logger.log({ msg: 'audit head', position: end.position, hash: end.hash });
    this.loggedPosition = end.position;
  }

  private report(error: unknown): void {
    if (!this.isFailing) this.logger.error(error);
    this.isFailing = true;
  }
}
