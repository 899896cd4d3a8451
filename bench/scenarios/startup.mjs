import { randomBytes } from 'node:crypto';
import { alternate } from '../support/rounds.mjs';

export const title = 'From the start of dist/main.js to the first 200 of /health/ready (SQLite, migrated)';

/** Measures the duration of a restart. */
export async function play(stage, options) {
  const env = {
    DATABASE_URL: `sqlite:${stage.dir}/startup.sqlite`,
    SECRET_KEY: randomBytes(32).toString('base64'),
  };
  await restart(stage, env);
  return { rows: await alternate({ Watchword: () => restart(stage, env) }, options) };
}

async function restart(stage, env) {
  const server = await stage.startWatchword({ env });
  await server.stop();
  return { milliseconds: server.readyAfter };
}
