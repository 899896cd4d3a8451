import { base } from '../../jest.config.mjs';

/** Not part of `npm test`: it takes long, and needs root on Debian. */
export default {
  ...base,
  displayName: 'cluster',
  rootDir: '../..',
  roots: ['<rootDir>/test/cluster'],
  testRegex: '\\.cluster\\.ts$',
  maxWorkers: 1,
};
