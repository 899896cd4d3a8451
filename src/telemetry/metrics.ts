import type { Instruments } from './instruments.js';

/**
 * Everything that is counted and measured. Whoever knows of an event says so: `metrics.logins.inc({ outcome })`. Without
 * METRICS_TOKEN nothing is recorded. No label holds what a caller chose: each of its values would be kept for ever.
 */
export class Metrics {
  readonly requests = this.instruments.requestDurations(
    'watchword_http_request_duration_seconds',
    'Time from the head of a request to the end of its answer',
  );
  readonly logins = this.instruments.counter('watchword_logins_total', 'Sign-ins by what came of them', {
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
    'What was written to the audit log, by type: `session.reuse_detected` means that somebody has a copy of a token',
    { type: [] as string[] },
  );
  readonly hashWaits = this.instruments.waits(
    'watchword_password_hash_wait_seconds',
    'Time that a password waited before it was hashed',
  );
  readonly hashes = this.instruments.gauge(
    'watchword_password_hashes',
    'Passwords that are being hashed, and that wait for it',
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

  constructor(private readonly instruments: Instruments) {}

  /** Whether anything is recorded. */
  get isOn(): boolean {
    return this.instruments.isOn;
  }

  /** All of it, in the text format of Prometheus. */
  text(): Promise<string> {
    return this.instruments.text();
  }
}
