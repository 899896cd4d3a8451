// Makes dist/ of src/. Node looks for each module by itself, and takes most of a start for it: from two thousand files the
// service is ready after 1.7 s, from a bundle after 1.0 s (Node 20, SQLite). Types are checked by `npm run typecheck`.
import { rmSync } from 'node:fs';
import { build } from 'rolldown';
import { errorPages } from './scripts/error-pages.mjs';

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
  // Are required by functions that nobody calls: Fastify's schemas and its tests.
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'light-my-request',
];

const isExternal = (id) => EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`));

/** What nothing here ever asks for, by who would load it: 10 MB of memory. */
const BALLAST = [
  ['class-validator', /^libphonenumber-js\/max$/],
  ['sequelize', /^pg-connection-string$|^\.\/dialects\/(db2|mariadb|mssql|oracle|postgres|snowflake)$/],
  ['umzug', /^\.\/cli$/],
];

const withoutBallast = {
  name: 'without ballast',
  resolveId(id, importer = '') {
    // Times are UTC here, so the history of the world's time zones can stay away.
    if (id === 'moment-timezone') return this.resolve('moment-timezone/moment-timezone.js', importer);
    const isBallast = BALLAST.some(
      ([user, wanted]) => importer.includes(`/node_modules/${user}/`) && wanted.test(id),
    );
    return isBallast ? `\0without ${id}` : null;
  },
  load: {
    filter: { id: /^\0without / },
    handler: () => 'module.exports = {};',
  },
};

/** Puts something else for a piece of a module, which must be there: another release may no longer need it. */
const replacing = (module, piece, other) => ({
  name: `replacing in ${module.source}`,
  transform: {
    filter: { id: module },
    handler(code, id) {
      if (!code.includes(piece)) throw new Error(`${id} has changed. Is this still needed in it? ${piece}`);
      return { code: code.replace(piece, () => other), map: null };
    },
  },
});

/** Left to itself, this module asks Node for a class-validator, and would get a second one from outside of the bundle. */
const oneClassValidator = replacing(
  /mapped-types\/dist\/type-helpers\.utils\.js$/,
  'const require = createRequire(import.meta.url);',
  '',
);

/** V8 keeps a source with one character beyond Latin-1 in two bytes for each character: 5 MB more. */
const withoutWideCharacters = {
  name: 'without wide characters',
  generateBundle(_options, files) {
    for (const chunk of Object.values(files).filter(({ type }) => type === 'chunk'))
      chunk.code = chunk.code.replaceAll(/[^\0-\xff]/g, escaped);
  },
};

const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** How the bundle is made. `scripts/start-dev.mjs` makes it again at every change. */
export const bundle = {
  input: ['src/main.ts', 'src/cli.ts'],
  tsconfig: 'tsconfig.json',
  platform: 'node',
  external: isExternal,
  plugins: [oneClassValidator, withoutBallast, withoutWideCharacters, errorPages],
  output: {
    dir: 'dist',
    format: 'esm',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Licences stay. What else is said stays in memory as part of the source: 4 MB less without it.
    comments: { legal: true, annotation: false, jsdoc: false },
  },
  logLevel: 'warn',
};

if (import.meta.filename === process.argv[1]) {
  rmSync('dist', { recursive: true, force: true });
  await build(bundle);
}
