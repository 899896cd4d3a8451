// Makes dist/ of what `tsc` left in build/. Node looks for each module by itself, and takes most of a start for it: from
// two thousand files the service is ready after 1.7 s, from a bundle after 1.0 s (Node 20, SQLite).
import { cpSync, rmSync } from 'node:fs';
import { build } from 'rolldown';

/** What stays in node_modules. */
const EXTERNAL = [
  // Whatever is decorated needs it first, so every part of the bundle loads it by itself.
  'reflect-metadata',
  // Have a compiled part, which they look for beside themselves.
  'bcrypt',
  'sqlite3',
  // Are loaded by those who need them: by a setting, by the kind of database, by one route, or once.
  'mysql2',
  'ioredis',
  'prom-client',
  'umzug',
  '@opentelemetry',
  '@zxcvbn-ts',
  '@fastify/cors',
  '@fastify/static',
  'file-type',
  'swagger-ui-dist',
  // Are not installed: Nest and Sequelize can do without.
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@fastify/multipart',
  '@fastify/view',
  'class-transformer/storage', // of another release than the one that is installed
  'pg-hstore',
];

const isExternal = (id) => EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`));

/** Left to itself, this module asks Node for a class-validator, and would get a second one from outside of the bundle. */
const oneClassValidator = {
  name: 'one class-validator',
  transform: {
    filter: { id: /mapped-types\/dist\/type-helpers\.utils\.js$/ },
    handler(code, id) {
      const ownRequire = 'const require = createRequire(import.meta.url);';
      if (!code.includes(ownRequire)) throw new Error(`${id} has changed: look at what it requires`);
      return code.replace(ownRequire, '');
    },
  },
};

rmSync('dist', { recursive: true, force: true });
await build({
  input: ['build/main.js', 'build/cli.js'],
  platform: 'node',
  external: isExternal,
  plugins: [oneClassValidator],
  output: { dir: 'dist', format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' },
  logLevel: 'warn',
});
// The kit is imported by programs that have a Nest of their own.
for (const kit of ['verifier', 'verifier-nest']) cpSync(`build/${kit}`, `dist/${kit}`, { recursive: true });
