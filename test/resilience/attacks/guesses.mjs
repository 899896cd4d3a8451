// Reads the log of a service whose sign-in was attacked, and prints how many passwords it evaluated. Where it knows a
// limit, no password may have been evaluated once the limit was reached: every later answer must be 429.
//   node guesses.mjs service.log limit
import { readFileSync } from 'node:fs';

const [log, limit] = process.argv.slice(2);
const answers = readFileSync(log, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map(JSON.parse)
  .filter(({ msg, method, path }) => msg === 'request' && method === 'POST' && path === '/login');
const of = (...statuses) => answers.filter(({ status }) => statuses.includes(status)).length;
const [evaluated, refused, turnedAway] = [of(200, 401), of(429), of(503)];

process.stdout.write(
  `${answers.length} guesses: ${evaluated} evaluated, ${refused} refused by the limit, ${turnedAway} by the hashing lanes\n`,
);
if (answers.length === 0 || (limit && (evaluated > Number(limit) || refused === 0))) process.exitCode = 1;
