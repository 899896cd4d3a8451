// The built service with one change: while the file CRASH_FLAG exists, it dies regularly after a commit and before the
// response.
import { existsSync } from 'node:fs';
import { UnitOfWork } from '../../../build/database/unit-of-work.js';

const COMMITS_PER_CRASH = 20;
let commits = 0;

for (const method of ['run', 'statement']) {
  const original = UnitOfWork.prototype[method];
  UnitOfWork.prototype[method] = async function (work) {
    const result = await original.call(this, work);
    if (existsSync(process.env.CRASH_FLAG) && ++commits === COMMITS_PER_CRASH)
      process.kill(process.pid, 'SIGKILL');
    return result;
  };
}

await import('../../../build/main.js');
