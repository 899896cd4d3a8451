/** Starts a Watchword by the package that is given, uses what it loads only then, and prints what it answered. */
module.exports = async ({ startWatchword }) => {
  const { ORIGIN: origin } = process.env;
  const watchword = await startWatchword({
    CORS_ORIGINS: origin,
    METRICS_TOKEN: 'lanterns-over-quiet-water',
  });
  const person = await watchword.person({ verified: true, roles: ['editor'] });
  const { body } = await person.request('GET', '/me');
  const docs = await fetch(`${watchword.url}/docs`, { headers: { origin } });
  const headers = { authorization: 'Bearer lanterns-over-quiet-water' };
  const metrics = await fetch(`${watchword.url}/metrics`, { headers });
  const aboutErrors = await fetch(`${watchword.url}/errors/not_found`);
  await watchword.travel(901);
  const later = await person.request('GET', '/me');
  await watchword.close();
  const statuses = {
    docs: docs.status,
    metrics: metrics.status,
    errors: aboutErrors.status,
    later: later.status,
  };
  const allowed = docs.headers.get('access-control-allow-origin');
  process.stdout.write(JSON.stringify({ roles: body.roles, origin: allowed, ...statuses }));
};
