import { signUp } from '../support/clients.mjs';
import { bareEs256, bareMap, bareNest, betterAuth, record, tutorial } from '../support/contenders.mjs';
import { hammer } from '../support/load.mjs';
import { alternate } from '../support/rounds.mjs';

export const title = 'GET /protected, one process on one core, 32 connections';

/** Measures authenticated requests, compared with the limit, the tutorial and Better Auth. */
export async function play(stage, options) {
  const watchword = await watchwordWith(stage, {}, options);
  const quiet = watchwordWith(stage, { LOG_LEVEL: 'warn' }, options);
  const rows = await alternate(
    {
      'bare, Map': bareMap(stage, watchword.answer, options),
      'bare, ES256': bareEs256(stage, watchword.answer, options),
      'Nest and Fastify alone': bareNest(stage, watchword.answer, options),
      Watchword: watchword.measure,
      'Watchword, LOG_LEVEL=warn': quiet.then(({ measure }) => measure),
      tutorial: tutorial(stage, options),
      'Better Auth': betterAuth(stage, 'off', options),
      'Better Auth, cookie cache': betterAuth(stage, 'on', options),
    },
    options,
  );
  return { rows };
}

async function watchwordWith(stage, env, { seconds }) {
  // The longest lifetime, because the token must stay valid for all rounds.
  const server = await stage.startWatchword({ env: { ACCESS_TOKEN_TTL: '1d', ...env }, onOneCore: true });
  const headers = await signUp(server);
  const url = `${server.url}/protected`;
  return { answer: await record(url, headers), measure: () => hammer({ url, headers, seconds }) };
}
