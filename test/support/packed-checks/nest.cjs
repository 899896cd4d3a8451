/** Starts an application with the guard that is given, calls it with and without a token, and prints the answers. */
module.exports = async (
  { Caller, WatchwordGuard, WatchwordModule },
  { Controller, Get, Module, UseGuards },
  { NestFactory },
  { FastifyAdapter },
) => {
  const { ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, TOKEN: token } = process.env;

  class Orders {
    list({ subject }) {
      return { subject };
    }
  }
  Caller()(Orders.prototype, 'list', 0);
  Get()(Orders.prototype, 'list', Object.getOwnPropertyDescriptor(Orders.prototype, 'list'));
  UseGuards(WatchwordGuard)(Orders);
  Controller()(Orders);

  class App {}
  const options = { issuer, audience: 'watchword', clientId, clientSecret };
  Module({ imports: [WatchwordModule.forRoot(options)], controllers: [Orders] })(App);

  const app = await NestFactory.create(App, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const good = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const bad = await fetch(url);
  process.stdout.write(JSON.stringify({ ...(await good.json()), status: bad.status }));
  await app.close();
};
