import type { Instruments } from './instruments.js';

/**
 * All metrics of the service. Code that causes an event records it: `metrics.logins.inc({ outcome })`. Without
 * METRICS_TOKEN nothing is recorded. Labels never contain text chosen by a caller, because each value would be kept
 * forever.
 */
export class Metrics {
  readonly requests = this.instruments.requestDurations(
    'watchword_http_request_duration_seconds',
    'Time from the head of a request to the end of its answer',
  );
  readonly logins = this.instruments.counter('watchword_logins_total', 'Sign-ins by what came of them', {
    outcome: ['succeeded', 'wrong', 'unverified', 'factor_required', 'overloaded', 'rate_limited', 'failed'],
  });
  readonly secondFactors = this.instruments.counter(
    'watchword_second_factors_total',
    'Second factors given at sign-ins and step-ups, by kind and by what came of them',
    {
      kind: ['passkey', 'totp', 'recovery_code'],
      outcome: ['succeeded', 'wrong', 'rate_limited'],
    },
  );
  readonly stepUps = this.instruments.counter('watchword_step_ups_total', 'Step-ups by what came of them', {
    outcome: ['succeeded', 'wrong', 'overloaded', 'rate_limited', 'failed'],
  });
  readonly refreshes = this.instruments.counter(
    'watchword_refreshes_total',
    'Refreshes by what came of them',
    {
      outcome: ['rotated', 'repeated', 'refused'],
    },
  );
  readonly auditEvents = this.instruments.counter(
    'watchword_audit_events_total',
    'Audit events by type: `session.reuse_detected` means that there is a copy of a refresh token',
    { type: [] as string[] },
  );
  readonly auditPosition = this.instruments.gauge(
    'watchword_audit_position',
    'Position of the last sealed event of the audit log; it never goes down',
  );
  readonly hashWaits = this.instruments.waits(
    'watchword_password_hash_wait_seconds',
    'Time that a password waited before it was hashed',
  );
  readonly hashes = this.instruments.gauge(
    'watchword_password_hashes',
    'Passwords that are being hashed, and that wait for it',
  );
  readonly breachLookups = this.instruments.counter(
    'watchword_breached_password_lookups_total',
    'New passwords looked up in the list of breached ones, by what came of it; `failed` ones are accepted',
    { outcome: ['found', 'clear', 'failed'] },
  );
  readonly revocationAge = this.instruments.gauge(
    'watchword_revocation_age_seconds',
    'Time since this replica was known to have every revocation; beyond 30 it refuses requests',
  );
  readonly revocations = this.instruments.gauge('watchword_revocations', 'Revocations held in memory');
  readonly connections = this.instruments.gauge(
    'watchword_database_connections',
    'Connections in use and idle, requests that wait for one, and how many there may be',
  );
  readonly retries = this.instruments.counter(
    'watchword_transaction_retries_total',
    'Transactions repeated after a conflict, by the code of the database',
    { code: [] as string[] },
  );
  readonly abandoned = this.instruments.counter(
    'watchword_transactions_abandoned_total',
    'Transactions given up after the last repetition',
    {},
  );
  readonly outboxMessages = this.instruments.gauge(
    'watchword_outbox_messages',
    'Messages that wait to be delivered, and that were given up',
  );
  readonly outboxOldestAge = this.instruments.gauge(
    'watchword_outbox_oldest_age_seconds',
    'Age of the oldest message that waits to be delivered; 0: none waits',
  );
  readonly outboxAttempts = this.instruments.counter(
    'watchword_outbox_attempts_total',
    'Attempts to deliver a message, by what came of them; `dead`: it was the last',
    { kind: ['mail', 'account_mail'], outcome: ['sent', 'failed', 'dead'] },
  );

  constructor(private readonly instruments: Instruments) {}

  /** Whether anything is recorded. */
  get isOn(): boolean {
    return this.instruments.isOn;
  }

  /** Returns all metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.instruments.text();
  }
}
