import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { SecretBox } from '../secrets/secret-box.js';
import { WrongSecretKey } from '../secrets/secrets.errors.js';
import { Metrics } from '../telemetry/metrics.js';
import { Deliverers } from './deliverers.js';
import { OutboxLeases } from './outbox-leases.js';
import type { OutboxMessage } from './outbox-message.model.js';
import { DeliveryFailed } from './outbox.errors.js';

/** Maximum duration of an attempt, in milliseconds. A longer attempt fails. */
export const ATTEMPT_TIMEOUT_MS = 10_000;

/** Pause between tries to record the result of an attempt while the database is unavailable, in milliseconds. */
const RECORD_PAUSE_MS = 500;

/** Tries once to deliver a message, and records the result. */
@Injectable()
export class OutboxAttempt {
  private readonly logger = new Logger('Outbox');

  constructor(
    private readonly leases: OutboxLeases,
    private readonly deliverers: Deliverers,
    private readonly box: SecretBox,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Delivers a message if its lease is free. Aborting `stopping` ends the attempt, which is then not recorded as
   * failed.
   */
  async run(id: string, stopping: AbortSignal): Promise<void> {
    const message = await this.leases.take(id);
    if (!message) return;
    const fault = await this.faultOf(message, stopping);
    if (fault === undefined) return this.succeeded(message, stopping);
    if (stopping.aborted) return this.leases.release(message);
    await this.failed(message, fault);
  }

  /** Delivers the message. Returns the code of the failure, or nothing on success. */
  private async faultOf(message: OutboxMessage, stopping: AbortSignal): Promise<string | undefined> {
    const deadline = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
    const signal = AbortSignal.any([deadline, stopping]);
    try {
      await Promise.race([this.deliver(message, signal), rejectionOf(signal)]);
      return undefined;
    } catch (error) {
      return deadline.aborted ? 'timeout' : codeOf(error);
    }
  }

  private async deliver(message: OutboxMessage, signal: AbortSignal): Promise<void> {
    const { id, recipient, kind, createdAt } = message;
    const payload: unknown = JSON.parse(this.box.open(message.sealedPayload ?? '', id));
    await this.deliverers.of(kind).deliver({ id, recipient, payload, createdAt }, signal);
  }

  /**
   * Records a success. It keeps trying while the database is unavailable, because a message without a recorded success
   * is sent again.
   */
  private async succeeded(message: OutboxMessage, stopping: AbortSignal): Promise<void> {
    this.metrics.outboxAttempts.inc({ kind: message.kind, outcome: 'sent' });
    for (;;) {
      try {
        return await this.leases.succeed(message);
      } catch (error) {
        if (stopping.aborted) throw error;
        await sleep(RECORD_PAUSE_MS, undefined, { ref: false });
      }
    }
  }

  private async failed(message: OutboxMessage, code: string): Promise<void> {
    const state = await this.leases.fail(message, code);
    const { id, kind, attempts } = message;
    this.metrics.outboxAttempts.inc({ kind, outcome: state === 'dead' ? 'dead' : 'failed' });
    const msg = state === 'dead' ? 'a message was given up' : 'a message could not be delivered';
    this.logger.warn({ msg, message: id, kind, attempts, code });
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function codeOf(error: unknown): string {
  if (error instanceof DeliveryFailed) return error.code;
  return error instanceof WrongSecretKey ? 'wrong_secret_key' : 'internal';
}
