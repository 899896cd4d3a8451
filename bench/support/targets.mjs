/**
 * The targets of a run. `measure` returns the number, or nothing when its scenario did not run.
 * @typedef {object} Target
 * @property {string} what
 * @property {(median: Median) => number | undefined} measure
 * @property {number} [atLeast]
 * @property {number} [atMost]
 * @property {boolean} [needsServer] counts on MySQL or MariaDB only
 *
 * @typedef {(scenario: string, row: string, metric: string) => number | undefined} Median
 */

const [SMALL, LARGE] = [10_000, 1_000_000];

const faster = (scenario, one, other) => (median) =>
  median(scenario, one, 'perSecond') / median(scenario, other, 'perSecond');

const slower = (request) => (median) =>
  median('scale', `${request}, ${LARGE} users`, 'p50') / median('scale', `${request}, ${SMALL} users`, 'p50');

const stormRatio = (storm) => (median) => median('storm', storm, 'p99') / median('storm', 'calm', 'p99');

/** @type {Target[]} */
export const targets = [
  {
    what: '/protected against the bare Map server',
    atLeast: 0.5,
    measure: faster('protected', 'Watchword', 'bare, Map'),
  },
  {
    what: '/protected with LOG_LEVEL=warn against the bare Map server',
    atLeast: 0.65,
    measure: faster('protected', 'Watchword, LOG_LEVEL=warn', 'bare, Map'),
  },
  {
    what: "/protected against the tutorial's service on the same MySQL or MariaDB",
    atLeast: 20,
    needsServer: true,
    measure: faster('protected', 'Watchword', 'tutorial'),
  },
  {
    what: "/protected against Better Auth's session check",
    atLeast: 20,
    measure: faster('protected', 'Watchword', 'Better Auth'),
  },
  ...[10, 12].map((cost) => ({
    what: `/login against the bare bcrypt loop with the same lanes, cost ${cost}`,
    atLeast: 0.95,
    measure: faster('login', `Watchword, cost ${cost}`, `bare loop, cost ${cost}`),
  })),
  ...['patient', 'relentless'].flatMap((storm) => [
    {
      what: `p99 of /protected in the ${storm} login storm, against calm`,
      atMost: 3,
      measure: stormRatio(storm),
    },
    {
      what: `p99 of /protected in the ${storm} login storm, in ms`,
      atMost: 50,
      measure: (median) => median('storm', storm, 'p99'),
    },
  ]),
  {
    what: "/refresh against the bare program's same statements",
    atLeast: 0.6,
    needsServer: true,
    measure: faster('refresh', 'Watchword', 'bare program'),
  },
  ...['login', 'refresh', 'first page', 'page 1000'].map((request) => ({
    what: `${request} at 1 million users against 10 thousand`,
    atMost: 1.2,
    measure: slower(request),
  })),
  {
    what: 'start to ready, in s',
    atMost: 1.5,
    measure: (median) => median('startup', 'Watchword', 'milliseconds') / 1000,
  },
  {
    what: 'startWatchword() of a test, in s',
    atMost: 1,
    measure: (median) => median('startup', '@watchword/testing', 'milliseconds') / 1000,
  },
  { what: 'p99 of /sign-in, in ms', atMost: 10, measure: (median) => median('pages', '/sign-in', 'p99') },
  { what: 'memory idle, in MB', atMost: 125, measure: (median) => median('memory', 'Watchword', 'idle') },
  {
    what: 'memory after the load, in MB',
    atMost: 250,
    measure: (median) => median('memory', 'Watchword', 'after'),
  },
  {
    what: 'growth of memory under load',
    atMost: 1.1,
    measure: (median) => median('memory', 'Watchword', 'growth'),
  },
];

/** Judges what was measured. @returns {{ what: string, target: string, measured?: number, verdict: string }[]} */
export function judge(results, isSqlite) {
  const median = (scenario, row, metric) =>
    results[scenario]?.rows?.find(({ name }) => name === row)?.metrics[metric]?.median;
  return targets.map(({ what, measure, atLeast, atMost, needsServer }) => {
    const measured = measure(median);
    const target = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    if (!Number.isFinite(measured)) return { what, target, verdict: 'not measured' };
    if (needsServer && isSqlite)
      return { what, target, measured, verdict: 'counts on MySQL or MariaDB only' };
    const isMet = atLeast === undefined ? measured <= atMost : measured >= atLeast;
    return { what, target, measured, verdict: isMet ? 'met' : '**not met**' };
  });
}
