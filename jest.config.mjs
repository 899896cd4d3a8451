import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packages whose .js files are ES modules: jest on Node below 24.9 cannot require() them, so they are compiled. */
function esmPackages(directory = join(import.meta.dirname, 'node_modules')) {
  const names = readdirSync(directory).flatMap((name) => {
    if (name.startsWith('.')) return [];
    return name.startsWith('@')
      ? readdirSync(join(directory, name)).map((inner) => `${name}/${inner}`)
      : [name];
  });
  return names.filter((name) => {
    const file = join(directory, name, 'package.json');
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).type === 'module';
  });
}

const esm = esmPackages()
  .map((name) => name.replace(/[.+]/g, '\\$&'))
  .join('|');

const swc = (parser, transform) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser, transform },
  },
];

/** What every project shares. */
export const base = {
  testEnvironment: 'node',
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^watchword/verifier$': '<rootDir>/src/verifier/verifier.ts',
    '^watchword/nest$': '<rootDir>/src/verifier-nest/nest.ts',
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esm})/)`],
  transform: {
    '^.+\\.ts$': swc(
      { syntax: 'typescript', decorators: true },
      { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    ),
    '^.+\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
};

const unit = {
  ...base,
  displayName: 'unit',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: '\\.spec\\.ts$',
};

/** Every e2e test runs on SQLite, and again on each database that TEST_DATABASE_URLS names. */
const servers = (process.env.TEST_DATABASE_URLS ?? '').split(',').filter(Boolean);
const e2e = ['sqlite', ...servers].map((url) => ({
  ...base,
  displayName: url === 'sqlite' ? 'sqlite' : new URL(url).host,
  roots: ['<rootDir>/test'],
  testRegex: '\\.e2e\\.ts$',
  globals: { TEST_DATABASE: url },
}));

/** Each file leaves some 30 MB behind in its worker, which begins anew before it has grown to gigabytes. */
export default {
  projects: [unit, ...e2e],
  testTimeout: 120_000,
  maxWorkers: 2,
  workerIdleMemoryLimit: '800MB',
};
