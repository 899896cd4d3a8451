// Makes dist/ of what `tsc` left in build/. Node looks for each module by itself, and takes most of a start for
// it: two thousand files make 2.6 s, bundled they make 1.0 s (Node 20, SQLite).
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

/** What stays in node_modules. */
const EXTERNAL = [
  // Every part of the bundle needs it before anything else, so each loads it by itself.
  'reflect-metadata',
  // Have a compiled part, which they look for beside themselves.
  'bcrypt',
  'sqlite3',
  // Are loaded by those who need them: by a setting, by the kind of database, or once.
  'mysql2',
  'ioredis',
  'prom-client',
  'umzug',
  '@opentelemetry/*',
  '@zxcvbn-ts/*',
  '@fastify/cors',
  '@fastify/static',
  'file-type',
  'swagger-ui-dist',
  // Are not installed: Nest and Sequelize can do without.
  'class-transformer/storage', // of another release than the one that is installed
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  '@fastify/multipart',
  '@fastify/view',
  'pg-hstore',
];

/** What CommonJS modules expect to find, and ES modules do not have. */
const COMMON_JS = `
import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;
`;

/** Left to itself, this module asks Node for a class-validator, and would get a second one from outside of the bundle. */
const oneClassValidator = {
  name: 'one class-validator',
  setup({ onLoad }) {
    onLoad({ filter: /mapped-types\/dist\/type-helpers\.utils\.js$/ }, ({ path }) => {
      const ownRequire = 'const require = createRequire(import.meta.url);';
      const text = readFileSync(path, 'utf8');
      if (!text.includes(ownRequire)) throw new Error(`${path} has changed: look at what it requires`);
      return { contents: text.replace(ownRequire, '') };
    });
  },
};

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['build/main.js', 'build/cli.js'],
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  external: EXTERNAL,
  plugins: [oneClassValidator],
  banner: { js: COMMON_JS.trim() },
  keepNames: true, // names of classes are read by Nest, in the document and in the log
  logLevel: 'warning',
});
// The kit is imported by programs that have a Nest of their own.
for (const kit of ['verifier', 'verifier-nest']) cpSync(`build/${kit}`, `dist/${kit}`, { recursive: true });
