// The built service, but for one thing: while the file CRASH_FLAG exists, it dies after every so many commits, before it
// has answered.
import { existsSync } from 'node:fs';
import { UnitOfWork } from '../../../dist/database/unit-of-work.js';

const COMMITS_PER_CRASH = 20;
const { run } = UnitOfWork.prototype;
let commits = 0;

UnitOfWork.prototype.run = async function (work) {
  const result = await run.call(this, work);
  if (existsSync(process.env.CRASH_FLAG) && ++commits === COMMITS_PER_CRASH)
    process.kill(process.pid, 'SIGKILL');
  return result;
};

await import('../../../dist/main.js');
