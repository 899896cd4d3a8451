import { AuditChain } from '../../src/audit/audit-chain.js';
import { AuditVerification, type ChainReport } from '../../src/audit/audit-verification.js';
import { AuditService } from '../../src/audit/audit.service.js';
import type { ChainPlace } from '../../src/audit/chain-walk.js';
import type { EventType } from '../../src/audit/event-types.js';
import { type Actor, CLI } from '../../src/common/actor.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import type { Answer, RequestOptions } from './client.js';
import { isSqlite } from './database.js';
import type { Service } from './service.js';

/** The columns of an event that tests use. */
export interface StoredEvent {
  readonly type: string;
  readonly actor: string | null;
  readonly subject: string | null;
  readonly detail: unknown;
  readonly address: string;
  readonly userAgent: string;
}

export const AGENT = 'otter/1.0 (pebbles)';

let count = 0;

/** The audit log of a service under test. */
export class AuditKit {
  constructor(private readonly service: Service) {}

  /** Sends a request with its own id, and returns the response with the events recorded under that id. */
  async around(
    send: (options: RequestOptions) => Promise<Answer>,
    token?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer & { events: StoredEvent[] }> {
    const requestId = `audit-${process.pid}-${++count}`;
    const named = { 'x-request-id': requestId, 'user-agent': AGENT, ...headers };
    const answer = await send({ ...(token !== undefined && { token }), headers: named });
    return { ...answer, events: await this.stored(`request_id = '${requestId}'`) };
  }

  /** Returns the events that match the SQL condition, oldest first. */
  async stored(condition: string): Promise<StoredEvent[]> {
    const rows = await this.service.rows<StoredEvent>(
      `SELECT type, actor, subject, detail, address, user_agent AS userAgent
       FROM audit_events WHERE ${condition} ORDER BY id`,
    );
    return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail as string) }));
  }

  /** Records `times` events at once, without a request. */
  record(times: number, type: EventType = 'role.put', actor: Actor = CLI): Promise<void> {
    const audit = this.service.app.get(AuditService);
    return this.service.app.get(UnitOfWork).run(async (transaction) => {
      for (let index = 0; index < times; index++)
        await audit.record({ type, actor, subject: `subject-${index}` }, transaction);
    });
  }

  seal = (): Promise<void> => this.service.app.get(AuditChain).sealAll();

  verify = (noted?: ChainPlace): Promise<ChainReport> =>
    this.service.app.get(AuditVerification).verify(noted);

  /** Copies both tables. Returns a function that restores them. */
  async keep(): Promise<() => Promise<void>> {
    for (const table of ['audit_events', 'audit_head'])
      await this.service.execute(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
    return async () => {
      for (const table of ['audit_events', 'audit_head']) {
        await this.service.execute(`DELETE FROM ${table}`);
        await this.service.execute(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
        await this.service.execute(`DROP TABLE kept_${table}`);
      }
    };
  }

  /** Makes every insert into a table fail that matches the condition on NEW. Returns a function that ends this. */
  async breakInserts(table: string, condition: string): Promise<() => Promise<void>> {
    // RAISE would look like a failed constraint of the table.
    const failure = isSqlite()
      ? `WHEN ${condition} BEGIN SELECT json('broken'); END`
      : `FOR EACH ROW BEGIN IF ${condition} THEN SIGNAL SQLSTATE '45000'; END IF; END`;
    await this.service.execute(`CREATE TRIGGER broken BEFORE INSERT ON ${table} ${failure}`);
    return () => this.service.execute('DROP TRIGGER broken');
  }
}
