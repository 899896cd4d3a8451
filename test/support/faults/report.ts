import { loadavg } from 'node:os';
import type { CallRecord } from './replay.js';
import type { Mark } from './journal.js';

const WRITES = new Set(['register', 'login', 'refresh']);

/** The numbers of a run. */
export interface Report {
  readonly seed: number;
  readonly attempts: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unknown: number;
  /** Reasons of unknown results, with their counts. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly acknowledgedBefore: number;
  readonly acknowledgedDuring: number;
  readonly acknowledgedAfter: number;
  readonly longestMilliseconds: number;
  /** Longest time without an acknowledged call. */
  readonly stallMilliseconds: number;
  /** Time from the end of the fault until every replica has acknowledged a write. */
  readonly recoveryMilliseconds: number;
  readonly examined: number;
  readonly violations: readonly string[];
}

/** Counts the results. The check adds violations and examined calls. */
export function count(
  records: readonly CallRecord[],
  marks: readonly Mark[],
): Omit<Report, 'seed' | 'examined' | 'violations'> {
  const fault = marks.find(({ name }) => name === 'fault')?.at ?? Infinity;
  const healed = marks.findLast(({ name }) => name === 'healed')?.at ?? Infinity;
  const outcomes = records.flatMap(({ outcome }) => outcome ?? []);
  const of = (kind: string) => outcomes.filter((outcome) => outcome.kind === kind);
  const acknowledged = of('ack').map(({ at }) => at);
  const unknown = of('unknown');
  const reasons: Record<string, number> = {};
  for (const { status, failure } of unknown) {
    const reason = String(status ?? failure);
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return {
    attempts: records.length,
    acknowledged: acknowledged.length,
    refused: of('refused').length,
    unknown: unknown.length + records.length - outcomes.length,
    reasons,
    acknowledgedBefore: acknowledged.filter((at) => at < fault).length,
    acknowledgedDuring: acknowledged.filter((at) => at >= fault && at < healed).length,
    acknowledgedAfter: acknowledged.filter((at) => at >= healed).length,
    longestMilliseconds: Math.round(greatest(outcomes.map(({ milliseconds }) => milliseconds))),
    stallMilliseconds: Math.round(longestGap(acknowledged)),
    recoveryMilliseconds: Math.round(recoveryOf(records, healed)),
  };
}

/** Formats a report as one line. */
export function lineOf(title: string, report: Report): string {
  const { acknowledgedBefore, acknowledgedDuring, acknowledgedAfter, reasons, violations } = report;
  const why = Object.entries(reasons).map(([reason, times]) => `${times} × ${reason}`);
  return (
    `${title}: seed ${report.seed}, ${report.attempts} attempts, ${report.acknowledged} acknowledged ` +
    `(${acknowledgedBefore} before, ${acknowledgedDuring} during, ${acknowledgedAfter} after), ${report.refused} refused, ` +
    `${report.unknown} unknown${why.length > 0 ? ` (${why.join(', ')})` : ''}, longest answer ${report.longestMilliseconds} ms, ` +
    `longest stall ${report.stallMilliseconds} ms, recovery ${report.recoveryMilliseconds} ms, ` +
    `${report.examined} examined, load ${(loadavg()[0] ?? 0).toFixed(0)}, ${violations.length} violations\n`
  );
}

function longestGap(moments: readonly number[]): number {
  const sorted = moments.toSorted((one, other) => one - other);
  return greatest(sorted.slice(1).map((moment, index) => moment - (sorted[index] as number)));
}

/** Returns Infinity when a replica has not recovered. */
function recoveryOf(records: readonly CallRecord[], healed: number): number {
  const after = records.filter(({ at, request }) => at >= healed && WRITES.has(request.operation));
  const origins = new Set(after.map(({ origin }) => origin));
  const firsts = [...origins].map((origin) => {
    const answered = after.flatMap((one) =>
      one.origin === origin && one.outcome?.kind === 'ack' ? one.outcome.at : [],
    );
    return answered.reduce((first, at) => Math.min(first, at), Infinity) - healed;
  });
  return greatest(firsts);
}

/** Returns the maximum of a list that may be too long for Math.max. */
const greatest = (list: readonly number[]) => list.reduce((most, one) => Math.max(most, one), 0);
