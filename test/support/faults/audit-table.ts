import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { Account } from './account.js';
import type { CallRecord } from './replay.js';

const TYPES = {
  register: 'user.registered',
  login: 'login.succeeded',
  password: 'password.changed',
} as const;

type Audited = keyof typeof TYPES;

/** I14: each acknowledged change has exactly one audit event. A change without a response has one or none. */
export async function violationsInAudit(
  database: Connection,
  accounts: readonly Account[],
  records: readonly CallRecord[],
): Promise<string[]> {
  const [tables] = await database.query<RowDataPacket[]>("SHOW TABLES LIKE 'audit_events'");
  if (tables.length === 0) return []; // a release without an audit log
  const [rows] = await database.query<RowDataPacket[]>(
    'SELECT users.name, audit_events.type, COUNT(*) AS count FROM audit_events ' +
      'JOIN users ON users.id = audit_events.subject GROUP BY users.name, audit_events.type',
  );
  const counts = new Map(rows.map(({ name, type, count }) => [`${name} ${type}`, Number(count)]));
  const expected = expectedOf(records);
  return accounts.flatMap(({ name }) =>
    (Object.keys(TYPES) as Audited[]).flatMap((operation) => {
      const count = counts.get(`${name} ${TYPES[operation]}`) ?? 0;
      const { least = 0, most = 0 } = expected.get(`${name} ${operation}`) ?? {};
      const isRight = count >= least && count <= most;
      return isRight
        ? []
        : [`I14: ${name} has ${count} events of ${TYPES[operation]}, not ${least} to ${most}`];
    }),
  );
}

/** Returns how often each account was changed in each way, at least and at most. */
function expectedOf(records: readonly CallRecord[]): Map<string, { least: number; most: number }> {
  const expected = new Map<string, { least: number; most: number }>();
  for (const { account, request, outcome } of records) {
    const key = `${account} ${request.operation}`;
    const { least, most } = expected.get(key) ?? { least: 0, most: 0 };
    const isDone = outcome?.kind === 'ack';
    const mayBeDone = outcome?.kind !== 'refused';
    expected.set(key, { least: least + Number(isDone), most: most + Number(mayBeDone) });
  }
  return expected;
}
