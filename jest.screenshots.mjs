import { base } from './jest.config.mjs';

/** Makes the pictures of docs/pictures/ with Chromium: `npm run screenshots`. */
export default {
  ...base,
  displayName: 'screenshots',
  roots: ['<rootDir>/test/screenshots'],
  testRegex: '\\.screenshots\\.ts$',
  globals: { TEST_DATABASE: 'sqlite' },
  testTimeout: 120_000,
  maxWorkers: 1,
};
