import { missing, signUp } from '../support/clients.mjs';
import { bareMap, record } from '../support/contenders.mjs';
import { hammer } from '../support/load.mjs';
import { alternate } from '../support/rounds.mjs';

export const title = 'GET /verify, one process on one core, 32 connections';

/** Measures requests of a proxy, compared with the limit. */
export async function play(stage, options) {
  const server = await stage.startWatchword({ env: { ACCESS_TOKEN_TTL: '1d' }, onOneCore: true });
  const skipped = await missing(server, 'GET', '/verify');
  if (skipped) return { skipped };

  const headers = await signUp(server);
  const url = `${server.url}/verify`;
  const rows = await alternate(
    {
      'bare, Map': await bareMap(stage, await record(url, headers), options),
      Watchword: () => hammer({ url, headers, seconds: options.seconds }),
    },
    options,
  );
  return { rows };
}
