import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GALERA } from './mariadb.js';

/** Programs that some tests start, with their Debian packages. */
const DEBIAN_PACKAGES = {
  nginx: 'nginx',
  'redis-server': 'redis-server',
  mariadbd: 'mariadb-server',
  galera: 'galera-4',
  chromium: 'chromium',
  oathtool: 'oathtool',
  'python3-jwt': 'python3-jwt',
} as const;

export type Program = keyof typeof DEBIAN_PACKAGES;

/** Parts of programs: where Debian puts them, and the program. */
const PARTS: Readonly<Record<string, { readonly file: string; readonly of: string }>> = {
  galera: { file: GALERA, of: 'mariadbd' },
  'python3-jwt': { file: '/usr/lib/python3/dist-packages/jwt', of: 'python3' },
};

/** Returns whether the program is installed. */
const isInstalled = (program: string): boolean => {
  const part = PARTS[program];
  if (part) return existsSync(part.file) && isInstalled(part.of);
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));
};

/**
 * Works like `describe` where the program is installed. Elsewhere the tests of the block are skipped, and the end of the
 * run names them with the package to install; in continuous integration they fail.
 */
export function describeWith(program: Program): (title: string, block: () => void) => void {
  if (isInstalled(program)) return describe;
  return (title, block) => {
    describe.skip(`${title} [needs ${program}: apt install ${DEBIAN_PACKAGES[program]}]`, block);
    if (process.env.CI !== 'true') return;
    it(`has ${program}, which "${title}" needs`, () => {
      throw new Error(`${program} is missing: apt install ${DEBIAN_PACKAGES[program]}`);
    });
  };
}
