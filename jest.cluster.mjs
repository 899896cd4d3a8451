import { base } from './jest.config.mjs';

// One seed for the whole run, which SEED repeats.
process.env.SEED ??= String(Math.floor(Math.random() * 2 ** 31) + 1);

/** Not part of `npm test`: it takes a quarter of an hour, and needs root on Debian. */
export default {
  ...base,
  displayName: 'cluster',
  roots: ['<rootDir>/test/resilience/cluster'],
  testRegex: '\\.cluster\\.ts$',
  maxWorkers: 1,
  globals: { ENGINE: 'cluster', ENGINES: [] },
};
