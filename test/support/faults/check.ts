import { setTimeout as sleep } from 'node:timers/promises';
import { Examination } from './examination.js';
import { slowness } from './slowness.js';
import { replay, type Replay } from './replay.js';
import { ReplicaClient } from './replica-client.js';
import { count, lineOf, type Report } from './report.js';
import { Seeded } from './seeded.js';
import { violationsInTables } from './tables.js';
import type { Workload } from './workload.js';

/** Time after the last call in which ends of sessions must reach all replicas. */
const SETTLE_MS = 2000;

const MAX_SHOWN = 20;

export interface CheckOptions {
  /** Databases to check: each must contain all acknowledged changes. */
  readonly databaseUrls: readonly string[];
  /** Replicas that serve now, if they differ from those of the workload. */
  readonly origins?: readonly string[];
  /** Maximum time of a request: 5 s and some margin, longer on a busy machine. */
  readonly deadlineMilliseconds?: number;
  /** Maximum time after the fault until every request succeeds again. */
  readonly recoveryMilliseconds?: number;
  /** Minimum number of calls acknowledged before and after the fault; with fewer the run proves nothing. */
  readonly leastAcknowledged?: number;
}

/**
 * Judges a stopped workload by its journal, the API and the tables. The report has all violations, including an empty
 * run, late responses, and a slow recovery.
 */
export async function check(title: string, workload: Workload, options: CheckOptions): Promise<Report> {
  const { seed, graceMilliseconds } = workload.options;
  const told = replay(workload.journal.read(), graceMilliseconds);
  await sleep(SETTLE_MS);

  const client = new ReplicaClient(workload.journal, told.promises);
  const examination = new Examination(options.origins ?? workload.options.origins, client, new Seeded(seed));
  const accounts = [...told.accounts.values()];
  await examination.run(accounts);
  const { records } = replay(workload.journal.read(), graceMilliseconds); // includes the calls of the examination
  const inTables = await Promise.all(
    options.databaseUrls.map((url) => violationsInTables(url, accounts, records)),
  );

  const counts = count(told.records, told.marks);
  const violations = [...told.violations, ...examination.violations, ...inTables.flat()];
  const report: Report = { seed, ...counts, examined: examination.calls, violations };
  const judged = { ...report, violations: [...violations, ...shortcomings(report, told, options)] };
  const shown = judged.violations.slice(0, MAX_SHOWN).map((violation) => `  ${violation}\n`);
  process.stderr.write(lineOf(title, judged) + shown.join(''));
  return judged;
}

function shortcomings(report: Report, { marks, records }: Replay, options: CheckOptions): string[] {
  const { deadlineMilliseconds = 6500, recoveryMilliseconds = 10_000, leastAcknowledged = 50 } = options;
  const deadline = deadlineMilliseconds * slowness();
  const late = records.filter(({ outcome }) => (outcome?.milliseconds ?? 0) > deadline);
  const found = late.map(
    ({ request, origin, outcome }) =>
      `I12: ${request.operation} at ${origin} took ${Math.round(outcome?.milliseconds ?? 0)} ms`,
  );
  const counted =
    marks.length > 0 ? [report.acknowledgedBefore, report.acknowledgedAfter] : [report.acknowledged];
  if (Math.min(...counted) < leastAcknowledged)
    found.push(`the run was empty: ${counted.join(' and ')} acknowledged`);
  if (report.recoveryMilliseconds > recoveryMilliseconds * slowness())
    found.push(`I13: the recovery took ${report.recoveryMilliseconds} ms`);
  return found;
}
