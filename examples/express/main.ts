import { WatchwordVerifier } from '@watchword/verifier';
import { createApp } from './app.js';

const { ISSUER = 'http://localhost:3000', CLIENT_ID = '', CLIENT_SECRET = '', PORT = '4000' } = process.env;

const verifier = new WatchwordVerifier({
  issuer: ISSUER,
  audience: 'watchword',
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  onEvent: ({ type }) => void process.stdout.write(`${type}\n`),
});
await verifier.start();

const server = createApp(verifier).listen(Number(PORT));
process.once('SIGTERM', () => {
  server.close(() => void verifier.stop());
});
