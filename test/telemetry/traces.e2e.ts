import { createServer, type Server } from 'node:net';
import { type ReceivedSpan, TestCollector } from '../support/collector.js';
import { type FreshDatabase, isSqlite } from '../support/database.js';
import { migratedDatabase } from '../support/migrated-database.js';
import { ADMIN } from '../support/people.js';
import { freePort, ServiceProcess } from '../support/process.js';
import { Service } from '../support/service.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';

let database: FreshDatabase;
beforeAll(async () => void (database = await migratedDatabase()));
afterAll(() => database.drop());

/** Starts the service in this process, because OpenTelemetry reads its variables from the process's environment. */
function start(environment: Record<string, string>): Promise<Service> {
  Object.assign(process.env, environment);
  return new Service(environment, database).start();
}

/** Stops the service, which sends all spans that are left. */
async function stop(service: Service): Promise<void> {
  await service.stop();
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
}

describe('traces', () => {
  const collector = new TestCollector();
  let spans: ReceivedSpan[];
  const ofTrace = () => spans.filter(({ traceId }) => traceId === TRACE);

  beforeAll(async () => {
    const endpoint = await collector.start();
    const service = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: 'sign-in' });
    const headers = { traceparent: `00-${TRACE}-${CALLER}-01`, 'x-request-id': 'follow-me' };
    await service.post('/login', ADMIN, { headers });
    await service.get('/users/me-too?token=secret');
    await service.get('/made/up');
    await stop(service);
    spans = collector.spans;
  });
  afterAll(() => collector.stop());

  it('continue the caller’s trace, with the route, the status and the request id', () => {
    const [server] = ofTrace().filter(({ name }) => name === 'POST /login');

    expect(server).toMatchObject({ parentSpanId: CALLER, service: 'sign-in' });
    expect(server?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/login',
      'http.response.status_code': 200,
      'watchword.request_id': 'follow-me',
    });
  });

  it('show the statements and the hashing that the request waited for', () => {
    const [server] = ofTrace().filter(({ name }) => name === 'POST /login');
    const children = ofTrace().filter(({ parentSpanId }) => parentSpanId === server?.spanId);
    const names = children.map(({ name }) => name);

    expect(names).toContain('hash password');
    if (!isSqlite())
      expect(names).toEqual(expect.arrayContaining(['SELECT users', 'INSERT sessions', 'COMMIT']));
  });

  it('contain no path invented by a caller, no value of a statement and no secret', () => {
    expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['GET /users/:id', 'GET']));
    for (const secret of ['made', 'me-too', 'secret', ADMIN.name, ADMIN.password, 'bcrypt', 'WHERE'])
      expect(collector.text).not.toContain(secret);
  });

  it('contain only requests, not background work of the service', () => {
    const roots = spans.filter(({ parentSpanId }) => !parentSpanId).map(({ name }) => name);

    expect(roots.filter((name) => !name.startsWith('GET'))).toEqual([]);
  });
});

describe('without a working collector', () => {
  it.each<Record<string, string>>([
    { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
    { OTEL_SDK_DISABLED: 'true' },
    { OTEL_TRACES_EXPORTER: 'none' },
  ])('nothing is sent: %j', async (environment) => {
    const collector = new TestCollector();
    const service = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(), ...environment });
    await service.get('/');
    await stop(service);
    collector.stop();

    expect(collector.text).toBe('');
  });

  it('the service works and stops in time, and logs the failure at most once', async () => {
    const silent = await listenSilently();
    const { port } = silent.address() as { port: number };
    const service = new ServiceProcess({
      DATABASE_URL: database.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
    await service.start();
    const answers = await Promise.all(Array.from({ length: 50 }, () => service.get('/')));
    const { status } = await service.post('/login', ADMIN);
    const stopped = performance.now();
    const code = await service.stop();

    expect([...answers.map((answer) => answer.status), status]).toEqual(
      Array.from({ length: 51 }, () => 200),
    );
    expect(code).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(9000);
    expect(service.output.match(/trace collector does not accept spans/g)?.length ?? 0).toBeLessThanOrEqual(
      1,
    );
    silent.close();
  });
});

/** Accepts connections and never responds, like a host behind a broken network. */
async function listenSilently(): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined).unref()).unref();
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
