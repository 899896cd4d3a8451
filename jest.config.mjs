import { randomUUID } from 'node:crypto';
import { existsSync, statfsSync } from 'node:fs';

/** Names what the workers of this run share. They inherit it. */
process.env.TEST_RUN ??= randomUUID().slice(0, 8);

/** Where Linux keeps files in memory: a commit waits for no disk there, and no test is about a loss of power. */
const MEMORY = '/dev/shm';
/** Containers have 64 MB there by default. */
const MIN_FREE_BYTES = 4 * 2 ** 30;
const hasRoom = ({ bavail, bsize }) => bavail * bsize >= MIN_FREE_BYTES;
if (existsSync(MEMORY) && hasRoom(statfsSync(MEMORY))) process.env.TMPDIR ??= MEMORY;

/** In files with JSX `<T>` begins an element, so the two kinds are parsed apart. */
const compiledBySwc = (tsx) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx, decorators: true },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: false,
        react: { runtime: 'automatic', importSource: 'preact' },
      },
    },
  },
];

/** What every project shares. Only this project's own code is loaded anew for each file: packages took 2 s each time. */
export const base = {
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testEnvironment: '<rootDir>/test/runner/environment.cjs',
  runtime: '<rootDir>/test/runner/runtime.cjs',
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@watchword/(protocol|verifier|nest|testing|client)$': '<rootDir>/packages/$1/src/$1.ts',
    '^@watchword/client/react$': '<rootDir>/packages/client/src/react.ts',
  },
  transform: { '^.+\\.ts$': compiledBySwc(false), '^.+\\.tsx$': compiledBySwc(true) },
};

const globalTeardown = '<rootDir>/test/runner/remove-templates.cjs';

const unit = {
  ...base,
  displayName: 'unit',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: '\\.spec\\.ts$',
  globals: { TEST_DATABASE: 'sqlite' },
  globalTeardown,
};

/** What these are about lies in front of the database: sockets, signals, proxies, threads, the document. Once is enough. */
const ONCE = [
  'factors/chromium-passkeys',
  'forward-auth/proxy',
  'http/event-loop-cost',
  'http/field-rules',
  'http/forwarded-for',
  'http/headers',
  'http/log',
  'http/pipelining',
  'http/requests',
  'http/unused-connections',
  'mail/mail-answer-times',
  'mail/mail-routes',
  'mail/mail-test',
  'mail/mails',
  'mail/smtp-login',
  'packages/client/chromium',
  'packages/client/frontend-path',
  'packages/client/package',
  'packages/client/tabs',
  'packages/console/[\\w-]+',
  'packages/next-quick-start',
  'packages/packed-packages',
  'packages/quick-starts',
  'packages/step-up-service',
  'packages/testing',
  'packages/verifier-fleet',
  'packages/verifier-service',
  'pages/axe',
  'pages/chromium',
  'pages/chromium-scripts',
  'pages/error-pages',
  'passwords/breached-passwords',
  'passwords/overload',
  'revocations/revocation-stream-bounds',
  'startup/bundle',
  'startup/demo',
  'startup/docs',
  'startup/openapi',
  'startup/signals',
  'throttling/known-lanes',
];

const ranOnce = ONCE.map((name) => `/test/${name}(\\.long)?\\.e2e\\.ts$`);

/** Every other e2e test runs on SQLite, and again on each database that TEST_DATABASE_URLS names. */
const servers = (process.env.TEST_DATABASE_URLS ?? '').split(',').filter(Boolean);
const e2e = (testRegex) =>
  ['sqlite', ...servers].map((url) => ({
    ...base,
    displayName: url === 'sqlite' ? 'sqlite' : new URL(url).host,
    roots: ['<rootDir>/test'],
    testRegex,
    testPathIgnorePatterns: url === 'sqlite' ? [] : ranOnce,
    globals: { TEST_DATABASE: url },
    globalTeardown,
  }));

/** Each file leaves some 30 MB behind in its worker, which begins anew before it has grown to gigabytes. */
export const testsIn = (testRegex) => ({
  projects: [unit, ...e2e(testRegex)],
  testTimeout: 120_000,
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/runner/longest-first.cjs',
  workerIdleMemoryLimit: '800MB',
  reporters: ['default', '<rootDir>/test/runner/missing-programs.cjs'],
});

export default testsIn('\\.e2e\\.ts$');
