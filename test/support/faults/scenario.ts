import { setTimeout as sleep } from 'node:timers/promises';
import { check, type CheckOptions } from './check.js';
import type { Report } from './report.js';
import type { Replicas } from './replicas.js';
import { seedOfRun } from './seeded.js';
import { Workload } from './workload.js';

/** FAULTS=quick makes every fault shorter, for each change; the whole takes its time. */
export const isQuick = process.env.FAULTS === 'quick';

/** The first where there is little time, the second otherwise. FAULT_SECONDS overrules both. */
export const seconds = (quick: number, whole: number) =>
  Number(process.env.FAULT_SECONDS ?? (isQuick ? quick : whole)) * 1000;

/** So much must be acknowledged before the harm and after it, or the run says nothing. */
const LEAST_ACKNOWLEDGED = isQuick ? 100 : 400;
const PATIENCE_MILLISECONDS = 60_000;

export type ScenarioOptions = Partial<CheckOptions> & { readonly graceMilliseconds?: number };

/** Lets the workload run, does the harm in the middle of it, waits until all is well, and judges what happened. */
export async function underLoad(
  title: string,
  replicas: Pick<Replicas, 'origins' | 'database'>,
  harm: (workload: Workload) => Promise<void>,
  options: ScenarioOptions = {},
): Promise<Report> {
  const { graceMilliseconds } = options;
  const workload = await Workload.start({
    origins: replicas.origins,
    seed: seedOfRun(),
    ...(graceMilliseconds !== undefined && { graceMilliseconds }),
  });
  try {
    await acknowledged(workload, LEAST_ACKNOWLEDGED);
    await workload.mark('fault');
    await harm(workload);
    await workload.mark('healed');
    await acknowledged(workload, LEAST_ACKNOWLEDGED);
    await workload.stop();
    return await check(title, workload, {
      databaseUrls: [replicas.database.url],
      leastAcknowledged: LEAST_ACKNOWLEDGED,
      ...options,
    });
  } finally {
    await workload.stop();
    await workload.journal.remove();
  }
}

/** Waits until so many more calls were acknowledged: time says little on a machine that is busy. */
async function acknowledged(workload: Workload, count: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  const enough = workload.journal.acknowledged + count;
  while (workload.journal.acknowledged < enough && performance.now() < deadline) await sleep(50);
}
