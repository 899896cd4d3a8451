// The built service, but for one thing: it dies after a refresh was committed and before it is answered, the first time
// only. The marker file tells the next start that this has happened.
import { existsSync, writeFileSync } from 'node:fs';
import { SessionContinuationService } from '../../build/auth/session-continuation.service.js';
import { TokensService } from '../../build/auth/tokens.service.js';

const marker = process.env.CRASH_MARKER;
const { refresh } = SessionContinuationService.prototype;
const { of } = TokensService.prototype;
let isRefreshing = false;

SessionContinuationService.prototype.refresh = function (...words) {
  isRefreshing = true;
  return refresh.apply(this, words);
};
TokensService.prototype.of = function (grant) {
  if (isRefreshing && !existsSync(marker)) {
    writeFileSync(marker, '');
    process.kill(process.pid, 'SIGKILL');
  }
  return of.call(this, grant);
};

await import('../../build/main.js');
