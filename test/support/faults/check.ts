import { setTimeout as sleep } from 'node:timers/promises';
import { Examination } from './examination.js';
import { replay, type Replay } from './replay.js';
import { ReplicaClient } from './replica-client.js';
import { count, lineOf, type Report } from './report.js';
import { Seeded } from './seeded.js';
import { violationsInTables } from './tables.js';
import type { Workload } from './workload.js';

/** After the last call, ends must have reached every replica. */
const SETTLE_MILLISECONDS = 2000;

export interface CheckOptions {
  /** Where the tables are: each of these must show everything. */
  readonly databaseUrls: readonly string[];
  /** Replicas that serve now, where others than those of the workload. */
  readonly origins?: readonly string[];
  /** Within this time every request is answered: 5 s, and what a busy machine adds. */
  readonly deadlineMilliseconds?: number;
  /** Within this time after the fault every request succeeds again. */
  readonly recoveryMilliseconds?: number;
  /** Fewer calls than this acknowledged before and after the fault say nothing. */
  readonly leastAcknowledged?: number;
}

/**
 * Judges a workload that was stopped: goes through its journal, asks the API and looks into the tables. The report has
 * every violation, among them a run that was empty, an answer that was late, and a recovery that took too long.
 */
export async function check(title: string, workload: Workload, options: CheckOptions): Promise<Report> {
  const { seed, graceMilliseconds } = workload.options;
  const told = replay(workload.journal.read(), graceMilliseconds);
  await sleep(SETTLE_MILLISECONDS);

  const client = new ReplicaClient(workload.journal, told.promises);
  const examination = new Examination(options.origins ?? workload.options.origins, client, new Seeded(seed));
  const accounts = [...told.accounts.values()];
  await examination.run(accounts);
  const inTables = await Promise.all(options.databaseUrls.map((url) => violationsInTables(url, accounts)));

  const counts = count(told.records, told.marks);
  const violations = [...told.violations, ...examination.violations, ...inTables.flat()];
  const report: Report = { seed, ...counts, examined: examination.calls, violations };
  const judged = { ...report, violations: [...violations, ...shortcomings(report, told, options)] };
  process.stderr.write(lineOf(title, judged));
  return judged;
}

function shortcomings(report: Report, { marks, records }: Replay, options: CheckOptions): string[] {
  const { deadlineMilliseconds = 6500, recoveryMilliseconds = 10_000, leastAcknowledged = 50 } = options;
  const late = records.filter(({ outcome }) => (outcome?.milliseconds ?? 0) > deadlineMilliseconds);
  const found = late.map(
    ({ request, origin, outcome }) =>
      `I12: ${request.operation} at ${origin} took ${Math.round(outcome?.milliseconds ?? 0)} ms`,
  );
  const counted =
    marks.length > 0 ? [report.acknowledgedBefore, report.acknowledgedAfter] : [report.acknowledged];
  if (Math.min(...counted) < leastAcknowledged)
    found.push(`the run was empty: ${counted.join(' and ')} acknowledged`);
  if (report.recoveryMilliseconds > recoveryMilliseconds)
    found.push(`I13: the recovery took ${report.recoveryMilliseconds} ms`);
  return found;
}
