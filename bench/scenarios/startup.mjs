import { randomBytes } from 'node:crypto';
import { startWatchword } from '@watchword/testing';
import { alternate } from '../support/rounds.mjs';

export const title =
  'From the start to the first 200 of /health/ready (SQLite, migrated), and startWatchword() of a test';

/** Measures the duration of a restart, and how long a test waits for a service of its own. */
export async function play(stage, options) {
  const env = {
    DATABASE_URL: `sqlite:${stage.dir}/startup.sqlite`,
    SECRET_KEY: randomBytes(32).toString('base64'),
  };
  await restart(stage, env);
  const contenders = { Watchword: () => restart(stage, env), '@watchword/testing': startForTests };
  return { rows: await alternate(contenders, options) };
}

async function restart(stage, env) {
  const server = await stage.startWatchword({ env });
  await server.stop();
  return { milliseconds: server.readyAfter };
}

async function startForTests() {
  const begun = performance.now();
  const watchword = await startWatchword();
  const milliseconds = performance.now() - begun;
  await watchword.close();
  return { milliseconds };
}
