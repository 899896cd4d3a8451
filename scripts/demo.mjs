/**
 * `npm run demo`: a Watchword on a fresh SQLite file, with people and two services that check tokens. It ends a session,
 * prints how long each service still accepted its token, and stays up until Ctrl-C, which leaves nothing behind.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startWatchword } from '@watchword/testing';
import { TokenRefused, WatchwordVerifier } from '@watchword/verifier';

const ADMIN = { name: 'admin', password: 'pebbles juggle otters' };
const LOOK_MS = 200;

const say = (text) => void process.stdout.write(`${text}\n`);
const login = ({ name, password }) =>
  `curl -s ${watchword.url}/login --json '${JSON.stringify({ name, password })}'`;

/** Returns whether the service refuses the token. */
async function refuses(verifier, token) {
  try {
    await verifier.verify(token);
    return false;
  } catch (error) {
    if (error instanceof TokenRefused) return true;
    throw error;
  }
}

/** Starts a verifier, as a service that checks tokens does. */
async function service() {
  const { url: issuer, audience } = watchword;
  const verifier = new WatchwordVerifier({ issuer, audience, ...(await watchword.serviceClient()) });
  await verifier.start();
  return verifier;
}

/** Waits until the service refuses the token. Returns the milliseconds since `begin`. */
async function millisecondsUntilRefused(verifier, token, begin) {
  while (!(await refuses(verifier, token))) await sleep(1);
  return Math.ceil(performance.now() - begin);
}

const watchword = await startWatchword({ ADMIN_NAME: ADMIN.name, ADMIN_PASSWORD: ADMIN.password });
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void watchword.close().then(() => process.exit(0)));
say(`Watchword is up, on a fresh SQLite file: ${watchword.url}`);

const [ada, grace] = [await watchword.person({ name: 'ada' }), await watchword.person({ name: 'grace' })];
const services = { orders: await service(), invoices: await service() };
say(
  'ada and grace have signed in. Two services, orders and invoices, accept their tokens without asking Watchword.',
);

const begin = performance.now();
const refusals = Object.entries(services).map(async ([name, verifier]) => [
  name,
  await millisecondsUntilRefused(verifier, ada.token, begin),
]);
await ada.request('POST', '/logout');
say("ada's session has ended:");
for (const [name, milliseconds] of await Promise.all(refusals))
  say(`  ${name} refused her token ${milliseconds} ms later`);
for (const [name, verifier] of Object.entries(services)) {
  if (await refuses(verifier, grace.token)) throw new Error(`${name} refuses grace as well`);
  await verifier.stop();
}

say(`
Console:    ${watchword.url}/admin, as ${ADMIN.name} with the password ${ADMIN.password}
Sign in:    ${login(grace)}
As admin:   ${login(ADMIN)}
All routes: ${watchword.url}/docs

Mails are shown here. Ctrl-C ends it, and removes its files.`);
for (let shown = 0; ; await sleep(LOOK_MS))
  for (const mail of watchword.mails.all.slice(shown)) {
    shown += 1;
    say(`\nTo: ${mail.to}\nSubject: ${mail.subject}\n\n${mail.text}`);
  }
