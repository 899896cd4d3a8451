import { setTimeout as sleep } from 'node:timers/promises';
import { check, type CheckOptions } from './check.js';
import type { Report } from './report.js';
import type { Replicas } from './replicas.js';
import { seedOfRun } from './seeded.js';
import { Workload, type WorkloadOptions } from './workload.js';

declare const ENGINE: string;
declare const ENGINES: string[];

/** FAULTS=quick makes every fault shorter, for each change; the whole takes its time. */
export const isQuick = process.env.FAULTS === 'quick';

/** Where there is little time, each fault happens on one engine: on this one, when it takes part. */
const onOneEngine = (engine: string) =>
  isQuick && ENGINES.includes(engine) && ENGINE !== engine ? it.skip : it;
export const mariadbIfQuick = onOneEngine('mariadb');
export const mysqlIfQuick = onOneEngine('mysql');

/** For what only the whole suite has time for. */
export const whole = isQuick ? it.skip : it;

/** The first where there is little time, the second otherwise. FAULT_SECONDS overrules both. */
export const seconds = (quick: number, whole: number) =>
  Number(process.env.FAULT_SECONDS ?? (isQuick ? quick : whole)) * 1000;

/** So much must be acknowledged before the harm and after it, or the run says nothing. */
const LEAST_ACKNOWLEDGED = isQuick ? 60 : 400;
const PATIENCE_MILLISECONDS = 60_000;

export type ScenarioOptions = Partial<CheckOptions> & { readonly workload?: Partial<WorkloadOptions> };

/** Lets the workload run, does the harm in the middle of it, waits until all is well, and judges what happened. */
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
    await acknowledged(workload, LEAST_ACKNOWLEDGED);
    await workload.mark('fault');
    await harm(workload);
    await workload.mark('healed');
    await acknowledged(workload, LEAST_ACKNOWLEDGED);
    await workload.stop();
    const report = await check(`${ENGINE}: ${title}`, workload, {
      origins: replicas.origins,
      databaseUrls: [replicas.database.url],
      leastAcknowledged: LEAST_ACKNOWLEDGED,
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

/** Waits until so many more calls were acknowledged: time says little on a machine that is busy. */
async function acknowledged(workload: Workload, count: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  const enough = workload.journal.acknowledged + count;
  while (workload.journal.acknowledged < enough && performance.now() < deadline) await sleep(50);
}
