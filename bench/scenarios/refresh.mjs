import { ask, login, missing, register } from '../support/clients.mjs';
import { converse } from '../support/load.mjs';
import { alternate } from '../support/rounds.mjs';

export const title = 'POST /refresh, one process on one core, 32 sessions at once';

const SESSIONS = 32;
const NAME = 'alice';

/** Measures refreshes per second, compared with a bare program that sends the same statements. */
export async function play(stage, options) {
  const watchword = await stage.startWatchword({ env: { BCRYPT_COST: '4' }, onOneCore: true });
  const skipped = await missing(watchword, 'POST', '/refresh');
  if (skipped) return { skipped };

  await register(watchword, NAME);
  const bare = await startBare(stage);
  const rows = await alternate(
    {
      'bare program': () => refreshing(bare, () => ask(`${bare.url}/sessions`, { method: 'POST' }), options),
      Watchword: () => refreshing(watchword, async () => ({ json: await login(watchword, NAME) }), options),
    },
    options,
  );
  return { rows };
}

/** Starts the bare program on tables created by Watchword, with the same columns and indexes. */
async function startBare(stage) {
  const DATABASE_URL = await stage.databases.create('bare');
  const maker = await stage.startWatchword({ env: { DATABASE_URL } });
  await register(maker, NAME);
  await maker.stop();
  return stage.start('bare-refresh', { env: { DATABASE_URL }, onOneCore: true });
}

/** Each client refreshes one session: each response has the token of the next request. */
async function refreshing({ url }, begin, { seconds }) {
  const tokens = [];
  for (let n = 0; n < SESSIONS; n++) tokens.push((await begin()).json.refreshToken);
  const body = (answer) => ({ refreshToken: answer ? answer.refreshToken : tokens.pop() });
  return converse({ url: `${url}/refresh`, connections: SESSIONS, seconds, body });
}
