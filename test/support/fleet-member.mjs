import { setTimeout as sleep } from 'node:timers/promises';
import { WatchwordVerifier } from '@watchword/verifier';

// One service of a fleet. It watches tokens with a verifier, and reports when it first refused each as revoked.
// Twenty services that ask more often keep a machine busy, and delay what they wait for.
const PAUSE_MS = 50;
const { ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret } = process.env;
const options = { issuer, audience: 'watchword', clientId, clientSecret, startTimeoutSeconds: 60 };
const verifier = new WatchwordVerifier(options);

/** Returns why the token is refused, or nothing. */
async function refusalOf(token) {
  try {
    await verifier.verify(token);
    return undefined;
  } catch ({ reason }) {
    return reason;
  }
}

/** Waits over a refusal as `stale`, which says nothing about the token: on a busy machine heartbeats are late. */
async function until(outcome, token) {
  for (;;) {
    const reason = await refusalOf(token);
    if (reason === outcome) return;
    if (reason !== undefined && reason !== 'stale') throw new Error(`the token was refused as ${reason}`);
    await sleep(PAUSE_MS);
  }
}

async function watch(token) {
  await until(undefined, token);
  process.send({ type: 'accepted', token });
  await until('revoked', token);
  process.send({ type: 'refused', token, at: Date.now() });
}

process.on('message', (token) => void watch(token));
process.on('disconnect', () => process.exit());
await verifier.start();
process.send({ type: 'ready' });
