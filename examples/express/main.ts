import express from 'express';
import { WatchwordVerifier } from '@watchword/verifier';

const { ISSUER = 'http://localhost:3000', CLIENT_ID = '', CLIENT_SECRET = '', PORT = '4000' } = process.env;
const verifier = new WatchwordVerifier({
  issuer: ISSUER,
  audience: 'watchword',
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
});
await verifier.start();

const app = express();
app.use(async (request, response, next) => {
  // A refusal has the status and the headers that Express answers with.
  response.locals.caller = await verifier.verifyHeader(request.headers.authorization);
  next();
});
app.get('/orders', (_request, response) => {
  response.json({ orders: [], of: response.locals.caller.subject });
});
app.listen(Number(PORT));
