// Runs other teams' generators on the OpenAPI document, and compiles what they write under --strict:
//   node .ci/generators/run.mjs openapi.json
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const HERE = import.meta.dirname;
const DOCUMENT = resolve(process.argv[2] ?? 'openapi.json');
const folder = mkdtempSync(join(tmpdir(), 'watchword-generators-'));
const outputOf = (name) => join(folder, name);

/** The command line of each generator. */
const GENERATORS = {
  'openapi-ts': ['-i', DOCUMENT, '-o', outputOf('openapi-ts'), '-c', '@hey-api/client-fetch'],
  orval: ['--input', DOCUMENT, '--output', outputOf('orval/api.ts'), '--client', 'fetch'],
  kubb: ['generate', '--config', join(HERE, 'kubb.config.js')],
  'swagger-typescript-api': ['generate', '-p', DOCUMENT, '-o', outputOf('swagger'), '-n', 'api.ts'],
};

const COMPILER_OPTIONS = {
  strict: true,
  noEmit: true,
  target: 'ES2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  types: [],
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  forceConsistentCasingInFileNames: true,
};

/** Runs a program of node_modules. Returns what it wrote, and whether it failed. */
function run(program, parameters) {
  const { status, stdout, stderr } = spawnSync(join(HERE, 'node_modules/.bin', program), parameters, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, DOCUMENT, OUTPUT: outputOf('kubb'), NO_COLOR: '1', DO_NOT_TRACK: '1' },
  });
  return { hasFailed: status !== 0, text: stdout + stderr };
}

/** Prints what a step wrote where it failed or warned. */
function report(name, { hasFailed, text }) {
  const isGood = !hasFailed && !/^\W*warn|\bwarning\b|deprecated|✗|⚠/im.test(text);
  console.log(`${isGood ? 'ok' : 'FAILED'}: ${name}`);
  if (isGood) return;
  console.log(text);
  process.exitCode = 1;
}

try {
  for (const [name, parameters] of Object.entries(GENERATORS)) report(name, run(name, parameters));
  symlinkSync(join(HERE, 'node_modules'), outputOf('node_modules'));
  writeFileSync(
    outputOf('tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['.'], exclude: ['node_modules'] }),
  );
  report('tsc --strict', run('tsc', ['-p', folder]));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
