/** Tests that start a Watchword, tell its address, and close it or stay until they are killed. */
import { startWatchword } from '@watchword/testing';

const watchword = await startWatchword();
process.send(watchword.url);
if (process.argv[2] === 'close') {
  await watchword.close();
  process.disconnect();
} else {
  setInterval(() => undefined, 1000);
}
