import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWatchword, type Watchword } from '@watchword/testing';
import { useChromium } from '../support/chromium.js';
import { freePort } from '../support/process.js';
import { describeWith } from '../support/programs.js';
import { builtByVite, compiled, QuickStart, readExample } from '../support/quick-start.js';
import { eventually } from '../support/verifier-kit.js';

const MAX_LINES = 20;
const LOCAL = 'http://localhost:3000';
const EXAMPLES = [
  'express/main.ts',
  'nest/main.ts',
  'react/main.tsx',
  'next/app/actions.ts',
  'next/app/layout.tsx',
  'next/app/page.tsx',
  'next/app/sessions.ts',
  'next/app/sign-in-form.tsx',
  'html/index.html',
  'hosted-pages/index.html',
  'nginx/nginx.conf',
  'python/main.py',
];

let watchword: Watchword;
let environment: NodeJS.ProcessEnv;
let pageUrl = '';
const servers: Server[] = [];
/** The pages that the server has, by path. */
const pages = new Map<string, string>();

/** Starts a server on a free port. Returns its port. */
async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, 'localhost');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  const port = await serve(({ url = '/' }, response) => {
    const file = pages.get(url);
    const type = url.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': type }).end(file);
  });
  pageUrl = `http://localhost:${port}`;
  watchword = await startWatchword({ CORS_ORIGINS: pageUrl, ALLOWED_RETURN_URLS: pageUrl });
  for (const name of ['html', 'hosted-pages'])
    pages.set(`/${name}`, readExample(`${name}/index.html`).replace(LOCAL, watchword.url));
  const { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } = await watchword.serviceClient();
  environment = { ISSUER: watchword.url, CLIENT_ID, CLIENT_SECRET };
});
afterAll(async () => {
  await watchword.close();
  for (const server of servers) server.close();
});

it.each(EXAMPLES)('%s has at most 20 lines, without imports, comments and markup', (file) => {
  const isOwn = (line: string) => line.trim() !== '' && !/^(import|from)\b|^\s*(\/\/|#|<)/.test(line);

  expect(readExample(file).split('\n').filter(isOwn).length).toBeLessThanOrEqual(MAX_LINES);
});

const asOrders = (id: string) => JSON.stringify({ orders: [], of: id });

describe.each([
  ['Express', 'express/main.ts', 404],
  ['Nest', 'nest/main.ts', 403],
])('the %s quick start', (_, file, withoutRole) => {
  let service: QuickStart;
  beforeAll(
    async () => void (service = await QuickStart.start(process.execPath, compiled(file), environment)),
  );
  afterAll(() => service?.stop());

  it('responds to a caller with a token until the session ends', async () => {
    const person = await watchword.person();
    const { status, text } = await service.call('/orders', person.headers);

    await person.request('POST', '/logout');

    await eventually(async () => (await service.call('/orders', person.headers)).status, 401);
    expect([status, text]).toEqual([200, asOrders(person.id)]);
  });

  it('refuses callers without a token', async () => {
    expect(await service.call('/orders')).toMatchObject({ status: 401, challenge: 'Bearer' });
  });

  it('deletes nothing for users without the role', async () => {
    const { headers } = await watchword.person();

    expect((await service.call('/orders', headers, 'DELETE')).status).toBe(withoutRole);
  });
});

describeWith('python3-jwt')('the Python quick start', () => {
  let service: QuickStart;
  const program = join(__dirname, '..', '..', 'examples', 'python', 'main.py');
  beforeAll(async () => void (service = await QuickStart.start('/usr/bin/python3', [program], environment)));
  afterAll(() => service?.stop());

  it('responds to a caller with an access token, and refuses others', async () => {
    const person = await watchword.person();

    const answers = [
      await service.call('/orders', person.headers),
      await service.call('/orders'),
      await service.call('/orders', { authorization: `Bearer ${person.refreshToken}` }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401]);
    expect(JSON.parse(answers[0]!.text)).toEqual({ orders: [], of: person.id });
  });
});

describeWith('nginx')('the nginx quick start', () => {
  let service: QuickStart;
  const directory = mkdtempSync(join(tmpdir(), 'watchword-quick-start-'));
  beforeAll(async () => {
    const upstream = await serve(({ headers }, response) => void response.end(headers['x-auth-user']));
    const port = await freePort();
    const file = join(directory, 'nginx.conf');
    const server = readExample('nginx/nginx.conf')
      .replaceAll(LOCAL, watchword.url)
      .replace('localhost:5000', `localhost:${upstream}`)
      .replace('4000', String(port));
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${directory}/${name};`,
    );
    writeFileSync(
      file,
      `daemon off; master_process off; pid ${directory}/pid; events {} http { access_log off; ${temporary.join(' ')} ${server} }`,
    );
    service = await QuickStart.start('nginx', ['-e', 'stderr', '-p', directory, '-c', file], {}, port);
  });
  afterAll(async () => {
    await service?.stop();
    rmSync(directory, { recursive: true });
  });

  it('tells the service who the caller is, until the session ends', async () => {
    const person = await watchword.person();
    const forged = { ...person.headers, 'x-auth-user': 'somebody else' };
    const { status, text } = await service.call('/orders', forged);

    await person.request('POST', '/logout');

    expect([status, text]).toEqual([200, person.id]);
    expect((await service.call('/orders', person.headers)).status).toBe(401);
  });

  it('refuses a request without a token', async () => {
    expect((await service.call('/orders')).status).toBe(401);
    expect((await service.call('/verify')).status).toBe(404);
  });
});

describeWith('chromium')('the quick start of a page', () => {
  const browser = useChromium();

  it('signs in, stays signed in over a reload, and signs out', async () => {
    const { name, password } = await watchword.person();
    const { page } = await browser.tab({ javaScriptEnabled: true });
    const who = (text: string) => page.getByText(text, { exact: true }).waitFor();

    await page.goto(`${pageUrl}/html`);
    await who('Signed out');
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await who('Signed in');
    await page.reload();
    await who('Signed in');
    await page.getByRole('button', { name: 'Sign out' }).click();

    await who('Signed out');
  });

  it('links to the hosted pages for sign-in and sign-out, which redirect back', async () => {
    const { name, password } = await watchword.person();
    const { page } = await browser.tab({ javaScriptEnabled: true });
    const who = (text: string) => page.getByText(text, { exact: true }).and(page.locator('output')).waitFor();

    await page.goto(`${pageUrl}/hosted-pages`);
    await who('Signed out');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Name or email address').fill(name);
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await who('Signed in');
    await page.getByRole('link', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();

    await who('Signed out');
  });

  it('is built with React by Vite, and shows sign-ins and sign-outs', async () => {
    const built = await builtByVite('react', { VITE_WATCHWORD_URL: watchword.url });
    for (const [path, text] of built) pages.set(path, text);
    const { name, password } = await watchword.person();
    const { page } = await browser.tab({ javaScriptEnabled: true });

    await page.goto(`${pageUrl}/react/`);
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill('wrong wrong wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The name or the password is wrong').waitFor();
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Hello ${name}` }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();

    await page.getByLabel('Password').waitFor();
  });
});
