// Reads the log of an attacked service and fails where an answer was 5xx, but for 503 on a route that hashes a
// password: those are refused when too much hashing waits. A maintenance task that found the database busy waits for
// its next turn. Prints how many answers there were of each status. node judge.mjs service.log
import { readFileSync } from 'node:fs';

const HASHING = /^(POST \/(login|register|users|me\/password)|DELETE \/me)$/;

const lines = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean).map(JSON.parse);
const requests = lines.filter(({ msg }) => msg === 'request');
const faults = [
  ...requests.filter(
    ({ status, method, path }) => status >= 500 && !(status === 503 && HASHING.test(`${method} ${path}`)),
  ),
  ...lines.filter(({ level, context }) => level >= 50 && context !== 'HousekeepingService'),
];
const counts = new Map();
for (const { status } of requests) counts.set(status, (counts.get(status) ?? 0) + 1);
const summary = [...counts]
  .toSorted(([one], [other]) => one - other)
  .map(([status, count]) => `${count} x ${status}`);

process.stdout.write(`${requests.length} requests: ${summary.join(', ')}\n`);
for (const fault of faults.slice(0, 10)) process.stdout.write(`FAULT ${JSON.stringify(fault)}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
