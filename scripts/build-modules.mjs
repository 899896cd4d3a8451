/**
 * `npm run build:modules`: compiles src/ file by file into build/, for tests and benchmarks that start the service with
 * one module changed. In dist/ a module has no file of its own.
 */
import { build } from 'rolldown';

/** The service's own code, the protocol, and the decorators' part of the compiler. */
const isOwn = (id) => /^([./\0]|@watchword\/|@oxc-project\/)/.test(id);

await build({
  input: ['src/main.ts'],
  tsconfig: 'tsconfig.json',
  platform: 'node',
  external: (id) => !isOwn(id),
  treeshake: false,
  output: { dir: 'build', format: 'esm', preserveModules: true, preserveModulesRoot: 'src' },
  logLevel: 'warn',
});
