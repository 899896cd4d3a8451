// Makes dist/service/ of the service, as bundle.mjs at the root makes dist/, but of the entry for tests.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { bundle } from '../../bundle.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const dir = join(import.meta.dirname, 'dist', 'service');

/** Only connections to a server use it, and a test has an SQLite file. */
const withoutMysql = {
  name: 'without mysql2',
  resolveId: (id) => (id === 'mysql2' ? '\0mysql2' : null),
  load: (id) => (id === '\0mysql2' ? 'export const escapeId = undefined, format = undefined;' : null),
};

// The package is CommonJS, which jest can load, and the service is ESM.
const names = { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' };

rmSync(dir, { recursive: true, force: true });
await build({
  ...bundle,
  cwd: ROOT,
  input: ['src/testing.ts', 'src/database/migrator.ts'],
  external: (id) => id !== 'mysql2' && bundle.external(id),
  plugins: [...bundle.plugins, withoutMysql],
  output: { ...bundle.output, ...names, dir },
});
cpSync(join(ROOT, 'dist', 'console'), join(dir, 'console'), { recursive: true });
// A start copies this file instead of running every migration.
const migrator = join(dir, 'migrator.mjs');
const { migrate } = await import(migrator);
await migrate(`sqlite:${join(dir, 'empty.sqlite')}`);
rmSync(migrator);
