/** Checks a good and a bad token by the verifier that is given, and prints what came of it. */
module.exports = async ({ TokenRefused, WatchwordVerifier }) => {
  const { ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, TOKEN: token } = process.env;
  const verifier = new WatchwordVerifier({ issuer, audience: 'watchword', clientId, clientSecret });
  await verifier.start();
  const { subject } = await verifier.verify(token);
  const refusal = await verifier.verify(`${token}A`).catch((error) => error);
  await verifier.stop();
  process.stdout.write(
    JSON.stringify({ subject, reason: refusal instanceof TokenRefused && refusal.reason }),
  );
};
