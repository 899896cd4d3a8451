import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GALERA } from './mariadb.js';

/** Next.js, as its quick start has it. */
export const NEXT = join(__dirname, '../../examples/next/node_modules/next/dist/bin/next');

/** Programs that some tests start, with what installs them. */
const REMEDIES = {
  nginx: 'apt install nginx',
  'redis-server': 'apt install redis-server',
  mariadbd: 'apt install mariadb-server',
  galera: 'apt install galera-4',
  chromium: 'apt install chromium-headless-shell',
  oathtool: 'apt install oathtool',
  'python3-jwt': 'apt install python3-jwt',
  next: 'npm --prefix examples/next ci',
} as const;

export type Program = keyof typeof REMEDIES;

/** Parts of programs: where they are, and the program. */
const PARTS: Readonly<Record<string, { readonly file: string; readonly of: string }>> = {
  galera: { file: GALERA, of: 'mariadbd' },
  'python3-jwt': { file: '/usr/lib/python3/dist-packages/jwt', of: 'python3' },
  next: { file: NEXT, of: 'node' },
};

/** What programs are called, where they have several names; the first that is installed counts. The headless shell takes half the time. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  chromium: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
};

/** Returns where the program is, or nothing. */
export function pathOf(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(':');
  const names = NAMES[program] ?? [program];
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** Returns whether the program is installed. */
const isInstalled = (program: string): boolean => {
  const part = PARTS[program];
  if (part) return existsSync(part.file) && isInstalled(part.of);
  return pathOf(program) !== undefined;
};

/**
 * Works like `describe` where the programs are installed. Elsewhere the tests of the block are skipped, and the end of the
 * run names them with what installs the first program that is missing; in continuous integration they fail.
 */
export function describeWith(...programs: readonly Program[]): (title: string, block: () => void) => void {
  const missing = programs.find((program) => !isInstalled(program));
  if (missing === undefined) return describe;
  return (title, block) => {
    describe.skip(`${title} [needs ${missing}: ${REMEDIES[missing]}]`, block);
    if (process.env.CI !== 'true') return;
    it(`has ${missing}, which "${title}" needs`, () => {
      throw new Error(`${missing} is missing: ${REMEDIES[missing]}`);
    });
  };
}
