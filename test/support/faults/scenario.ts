import { setTimeout as sleep } from 'node:timers/promises';
import { check, type CheckOptions } from './check.js';
import type { Report } from './report.js';
import type { Replicas } from './replicas.js';
import { seedOfRun } from './seeded.js';
import { Workload, type WorkloadOptions } from './workload.js';

declare const ENGINE: string;
declare const ENGINES: string[];

/** FAULTS=quick makes all faults shorter, for use with each change. */
export const isQuick = process.env.FAULTS === 'quick';

/** In a quick run each fault is tested on only one engine: on this one, if it is part of the run. */
const onOneEngine = (engine: string) =>
  isQuick && ENGINES.includes(engine) && ENGINE !== engine ? it.skip : it;
export const mariadbIfQuick = onOneEngine('mariadb');
export const mysqlIfQuick = onOneEngine('mysql');

/** Tests that run only in the whole suite. */
export const whole = isQuick ? it.skip : it;

/** Returns the first duration in a quick run, otherwise the second. FAULT_SECONDS overrides both. */
export const seconds = (quick: number, whole: number) =>
  Number(process.env.FAULT_SECONDS ?? (isQuick ? quick : whole)) * 1000;

/** Minimum number of calls acknowledged before and after the fault; with fewer the run proves nothing. */
const MIN_ACKNOWLEDGED = isQuick ? 60 : 400;
const TIMEOUT_MS = 60_000;

export type ScenarioOptions = Partial<CheckOptions> & { readonly workload?: Partial<WorkloadOptions> };

/** Runs the workload, causes the fault in the middle of it, waits for the recovery, and judges the results. */
export async function underLoad(
  title: string,
  replicas: Pick<Replicas, 'origins' | 'database'>,
  harm: (workload: Workload) => Promise<void>,
  options: ScenarioOptions = {},
): Promise<Report> {
  const workload = await Workload.start({
    origins: replicas.origins,
    seed: seedOfRun(),
    ...options.workload,
  });
  try {
    await acknowledged(workload, MIN_ACKNOWLEDGED);
    await workload.mark('fault');
    await harm(workload);
    await workload.mark('healed');
    await acknowledged(workload, MIN_ACKNOWLEDGED);
    await workload.stop();
    const report = await check(`${ENGINE}: ${title}`, workload, {
      origins: replicas.origins,
      databaseUrls: [replicas.database.url],
      leastAcknowledged: MIN_ACKNOWLEDGED,
      ...options,
    });
    if (report.violations.length === 0) workload.journal.remove();
    else process.stderr.write(`  What was asked and answered: ${workload.journal.path}\n`);
    return report;
  } finally {
    await workload.stop();
    await workload.journal.close();
  }
}

/** Waits until `count` more calls were acknowledged, because a duration means little on a busy machine. */
async function acknowledged(workload: Workload, count: number): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  const enough = workload.journal.acknowledged + count;
  while (workload.journal.acknowledged < enough && performance.now() < deadline) await sleep(50);
}
