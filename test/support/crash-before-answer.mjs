// The built service with one change: it dies after the commit of a refresh and before the response.
import { RefreshRows } from '../../build/sessions/refresh-rows.js';

const { replaceSecret } = RefreshRows.prototype;

RefreshRows.prototype.replaceSecret = async function (...words) {
  await replaceSecret.apply(this, words);
  process.kill(process.pid, 'SIGKILL');
};

await import('../../build/main.js');
