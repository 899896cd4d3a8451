// Asks the service at the address given, ten times a second, until it is stopped by SIGTERM. Then it prints how many
// answers came and the slowest of them, and fails where one was not 200.
//   node probe.mjs http://127.0.0.1:3000/health/live
import { setTimeout as sleep } from 'node:timers/promises';

const [address] = process.argv.slice(2);
const times = [];
let failures = 0;
let isOver = false;
process.once('SIGTERM', () => (isOver = true));

while (!isOver) {
  const start = performance.now();
  const status = await fetch(address, { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.status,
    () => 0,
  );
  times.push(performance.now() - start);
  if (status !== 200) failures++;
  await sleep(100);
}
const slowest = Math.round(Math.max(...times));
process.stdout.write(
  `meanwhile ${times.length} other requests: ${failures} failed, the slowest took ${slowest} ms\n`,
);
process.exitCode = failures > 0 || times.length === 0 ? 1 : 0;
