/**
 * `npm run start:dev`: bundles what changes in src/ and packages/protocol as `npm run build` does, with source maps, and
 * starts the service again.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'rolldown';
import { bundle } from '../bundle.mjs';

let service;
let turn = Promise.resolve();

const watcher = watch({ ...bundle, output: { ...bundle.output, sourcemap: true } });
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
    await Promise.all([watcher.close(), turn.then(stop)]);
  });
}
