import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PASSWORD, register, signUpAtBetterAuth } from '../support/clients.mjs';
import { startBetterAuth, startTutorial } from '../support/contenders.mjs';
import { cores, lanes, onEveryCore } from '../support/cores.mjs';
import { converse } from '../support/load.mjs';
import { alternate } from '../support/rounds.mjs';
import { scriptOf } from '../support/stage.mjs';

export const title = 'Sign-ins a second, on every core';

const TUTORIAL_COST = 10;
const NAME = 'alice';
const EMAIL = 'alice@example.com';
const run = promisify(execFile);

/** Measures how many sign-ins per second the hash allows, and how many are served. */
export async function play(stage, options) {
  const contenders = {};
  for (const cost of options.costs) Object.assign(contenders, atCost(stage, cost, options));
  contenders[`tutorial, cost ${TUTORIAL_COST}`] = tutorialLogin(stage, options);
  contenders['Better Auth, its own scrypt'] = betterAuthLogin(stage, {}, options);
  const notes = [
    `Watchword and the bare loop hash on ${lanes} of ${cores} cores, as Watchword does by default to keep a core for everybody else. The tutorial and Better Auth keep none: compare them with "every core".`,
  ];
  return { rows: await alternate(contenders, options), notes };
}

function atCost(stage, cost, options) {
  return {
    [`bare loop, cost ${cost}`]: () => bareLoop(cost, options),
    [`Watchword, cost ${cost}`]: watchwordLogin(stage, cost, lanes, options),
    [`Watchword, cost ${cost}, every core`]: watchwordLogin(stage, cost, cores, options),
    [`Better Auth, bcrypt cost ${cost}`]: betterAuthLogin(stage, { BCRYPT_COST: `${cost}` }, options),
  };
}

async function bareLoop(cost, { seconds }) {
  const env = { PATH: process.env.PATH, COST: `${cost}`, LANES: `${lanes}`, SECONDS: `${seconds}` };
  const [command, ...args] = onEveryCore([process.execPath, scriptOf('bare-bcrypt')]);
  return JSON.parse((await run(command, args, { env })).stdout);
}

async function watchwordLogin(stage, cost, HASH_LANES, { seconds }) {
  const server = await stage.startWatchword({ env: { BCRYPT_COST: `${cost}`, HASH_LANES: `${HASH_LANES}` } });
  await register(server, NAME);
  return () => signIns(`${server.url}/login`, { name: NAME, password: PASSWORD }, seconds);
}

async function tutorialLogin(stage, { seconds }) {
  const server = await startTutorial(stage);
  await register(server, NAME);
  return () => signIns(`${server.url}/login`, { name: NAME, password: PASSWORD }, seconds);
}

async function betterAuthLogin(stage, env, { seconds }) {
  const server = await startBetterAuth(stage, { env });
  await signUpAtBetterAuth(server, EMAIL);
  return () => signIns(`${server.url}/api/auth/sign-in/email`, { email: EMAIL, password: PASSWORD }, seconds);
}

/** Few clients: enough to keep every lane busy, but so few that none waits longer than HASH_QUEUE_SECONDS. */
function signIns(url, credentials, seconds) {
  return converse({ url, connections: 2 * cores, seconds, body: () => credentials });
}
