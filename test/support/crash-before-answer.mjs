// The built service with one change: the first time, it dies after the commit of a refresh and before the response. A
// marker file tells the next start that this has happened.
import { existsSync, writeFileSync } from 'node:fs';
import { RefreshRows } from '../../build/sessions/refresh-rows.js';

const marker = process.env.CRASH_MARKER;
const { replaceSecret } = RefreshRows.prototype;

RefreshRows.prototype.replaceSecret = async function (...words) {
  const written = await replaceSecret.apply(this, words);
  if (!existsSync(marker)) {
    writeFileSync(marker, '');
    process.kill(process.pid, 'SIGKILL');
  }
  return written;
};

await import('../../build/main.js');
