import { setTimeout as sleep } from 'node:timers/promises';
import { WatchwordVerifier } from '@watchword/verifier';

// One service of a fleet. It watches tokens with a verifier, and reports when it first refused each.
const PAUSE_MS = 5;
const { ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret } = process.env;
const options = { issuer, audience: 'watchword', clientId, clientSecret, startTimeoutSeconds: 60 };
const verifier = new WatchwordVerifier(options);

async function watch(token) {
  await verifier.verify(token);
  process.send({ type: 'accepted', token });
  for (;;) {
    try {
      await verifier.verify(token);
    } catch ({ reason }) {
      return process.send({ type: 'refused', token, reason, at: Date.now() });
    }
    await sleep(PAUSE_MS);
  }
}

process.on('message', (token) => void watch(token));
process.on('disconnect', () => process.exit());
await verifier.start();
process.send({ type: 'ready' });
