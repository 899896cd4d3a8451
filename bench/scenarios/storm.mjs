import { setTimeout as sleep } from 'node:timers/promises';
import { PASSWORD, signUp } from '../support/clients.mjs';
import { floodWith, visitWith } from '../support/load.mjs';
import { alternate } from '../support/rounds.mjs';
import { steady } from '../support/steady.mjs';

export const title = 'GET /protected 200 times a second, on every core, while 200 clients sign in';

const CLIENTS = 200;
const PER_SECOND = 200;
const NAME = 'alice';

/** Time to start the clients of a storm before the measurement. */
const GATHER_SECONDS = 1;

/** Time for the queued hashes, up to HASH_QUEUE_SECONDS, to finish before the next round. */
const SETTLE_SECONDS = 3;

/** Expected statuses in a storm: success, or a refusal with Retry-After. */
const EXPECTED = ['200', '429', '503'];

/** Measures how a storm of sign-ins affects other requests. */
export async function play(stage, options) {
  const server = await stage.startWatchword({ env: { ACCESS_TOKEN_TTL: '1d' } });
  const headers = await signUp(server, NAME);
  const { seconds } = options;
  const measure = () => steady({ url: `${server.url}/protected`, headers, perSecond: PER_SECOND, seconds });
  const storm = {
    url: `${server.url}/login`,
    body: JSON.stringify({ name: NAME, password: PASSWORD }),
    connections: CLIENTS,
    seconds: seconds + GATHER_SECONDS,
  };
  const during = (raise) => async () => {
    const gathered = sleep(GATHER_SECONDS * 1000);
    const [numbers] = await Promise.all([gathered.then(measure), raise(storm).then(assertExpected)]);
    if (!options.smoke) await sleep(SETTLE_SECONDS * 1000);
    return numbers;
  };

  const contenders = { calm: measure, patient: during(visitWith), relentless: during(floodWith) };
  const notes = [
    'Patient clients wait as long as Retry-After asks and up to a second more. Relentless ones ask again at once; then the storm and its clients want every core as well.',
  ];
  return { rows: await alternate(contenders, options), notes };
}

function assertExpected(statuses) {
  if (Object.keys(statuses).every((status) => EXPECTED.includes(status))) return;
  throw new Error(`In the storm, /login answered ${JSON.stringify(statuses)}`);
}
