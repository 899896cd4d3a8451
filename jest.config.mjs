import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packages whose .js files are ES modules: Jest on Node < 24.9 can't require() them, so they are compiled to CommonJS. */
function esmPackages(dir = join(import.meta.dirname, 'node_modules')) {
  const names = readdirSync(dir).flatMap((name) => {
    if (name.startsWith('@')) return readdirSync(join(dir, name)).map((inner) => `${name}/${inner}`);
    return name.startsWith('.') ? [] : [name];
  });
  return names.filter((name) => {
    const file = join(dir, name, 'package.json');
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).type === 'module';
  });
}
const esm = esmPackages()
  .map((name) => name.replace(/[.+]/g, '\\$&'))
  .join('|');

const swc = (jsc) => [
  '@swc/jest',
  { swcrc: false, sourceMaps: 'inline', module: { type: 'commonjs' }, jsc: { target: 'es2022', ...jsc } },
];
const typescript = {
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
};

/** @type {import('jest').Config} */
const base = {
  testEnvironment: 'node',
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^watchword/verifier$': '<rootDir>/src/verifier/verifier.ts',
    '^watchword/nest$': '<rootDir>/src/verifier-nest/nest.ts',
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esm})/)`],
  transform: { '^.+\\.ts$': swc(typescript), '^.+\\.m?js$': swc({}) },
};
export default {
  projects: [
    { ...base, displayName: 'unit', roots: ['<rootDir>/src'], testRegex: '\\.spec\\.ts$' },
    { ...base, displayName: 'e2e', roots: ['<rootDir>/test'], testRegex: '\\.e2e-spec\\.ts$' },
  ],
};
