import { parseArgs } from 'node:util';

export const SCENARIOS = [
  'protected',
  'verify',
  'login',
  'refresh',
  'storm',
  'pages',
  'startup',
  'memory',
  'scale',
  'kit',
];

const FULL = {
  rounds: 5,
  seconds: 5,
  memorySeconds: 300,
  costs: [10, 12],
  sizes: [10_000, 100_000, 1_000_000],
};
const SMOKE = { rounds: 1, seconds: 0.3, memorySeconds: 1, costs: [4], sizes: [1000] };

/**
 * @typedef {object} Options
 * @property {boolean} smoke a short run that judges nothing: does everything still work?
 * @property {string[]} only names of the scenarios to run
 * @property {number} rounds how often each contender is measured, in turn with the others
 * @property {number} seconds how long one measurement takes
 * @property {number} memorySeconds how long the load lasts under which memory is watched
 * @property {number[]} costs bcrypt costs
 * @property {number[]} sizes numbers of users
 * @property {string | undefined} databaseUrl
 */

/** @returns {Options} */
export function readOptions(args = process.argv.slice(2), environment = process.env) {
  const { values } = parseArgs({
    args,
    options: {
      smoke: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'memory-seconds': { type: 'string' },
      sizes: { type: 'string' },
    },
  });
  const defaults = values.smoke ? SMOKE : FULL;
  return {
    smoke: values.smoke,
    only: values.only ? values.only.split(',').map(scenario) : SCENARIOS,
    rounds: wholeNumber('rounds', values.rounds, defaults.rounds),
    seconds: wholeNumber('seconds', values.seconds, defaults.seconds),
    memorySeconds: wholeNumber('memory-seconds', values['memory-seconds'], defaults.memorySeconds),
    costs: defaults.costs,
    sizes: values.sizes?.split(',').map((size) => wholeNumber('sizes', size)) ?? defaults.sizes,
    databaseUrl: environment.DATABASE_URL || undefined,
  };
}

function scenario(name) {
  if (SCENARIOS.includes(name)) return name;
  throw new Error(`--only knows no ${name}. There are: ${SCENARIOS.join(', ')}`);
}

function wholeNumber(name, text, fallback) {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number, 1 or more`);
  return value;
}
