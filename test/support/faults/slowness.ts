import { availableParallelism, loadavg } from 'node:os';

/** What the suite itself keeps busy: so many processes for each core. */
const OWN_LOAD = 4;

/** How much longer things take than they should, because the machine has other work: 1 where it has none. */
export const slowness = () => Math.max(1, (loadavg()[0] ?? 0) / (OWN_LOAD * availableParallelism()));
