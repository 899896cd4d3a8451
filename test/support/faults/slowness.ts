import { availableParallelism, loadavg } from 'node:os';

/** Load of the suite itself, in processes per core. */
const OWN_LOAD = 4;

/** Returns by which factor other work on the machine slows the suite down: 1 without other work. */
export const slowness = () => Math.max(1, (loadavg()[0] ?? 0) / (OWN_LOAD * availableParallelism()));
