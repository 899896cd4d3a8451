/**
 * `npm run start:dev`: compiles what changes in src/ and packages/protocol, bundles it as `npm run build` does, and starts
 * the service again.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'rolldown';
import { bundle } from '../bundle.mjs';

const compilers = ['packages/protocol', 'tsconfig.build.json'].map((project) =>
  spawn('tsc', ['-p', project, '--watch', '--preserveWatchOutput'], { stdio: 'inherit' }),
);
let service;
let turn = Promise.resolve();

const watcher = watch(bundle);
watcher.on('event', ({ code, error, result }) => {
  void result?.close();
  if (code === 'ERROR') process.stderr.write(`${error.message}\n`);
  if (code === 'END') turn = turn.then(restart);
});

async function restart() {
  await stop();
  service = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], { stdio: 'inherit' });
}

async function stop() {
  if (!service || service.exitCode !== null || service.signalCode !== null) return;
  service.kill('SIGTERM');
  await once(service, 'exit');
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    for (const compiler of compilers) compiler.kill();
    await Promise.all([watcher.close(), turn.then(stop)]);
  });
}
