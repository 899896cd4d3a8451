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
} as const;

export type Program = keyof typeof DEBIAN_PACKAGES;

/** Returns whether the program is installed. */
const isInstalled = (program: Program): boolean =>
  program === 'galera'
    ? existsSync(GALERA) && isInstalled('mariadbd')
    : (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));

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
