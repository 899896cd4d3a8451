import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWatchword, type Watchword } from '@watchword/testing';
import { WatchwordVerifier } from '@watchword/verifier';
import { isUp, leftovers } from '../support/leftovers.js';
import { eventually, refusalOf } from '../support/verifier-kit.js';

const ROOT = join(__dirname, '..', '..');
const FORGOTTEN = join(__dirname, '..', 'support', 'forgotten-watchword.mjs');

let watchword: Watchword;
beforeAll(async () => void (watchword = await startWatchword()));
afterAll(() => watchword.close());

describe('a person of startWatchword', () => {
  it('is signed in, and has the requested roles', async () => {
    const person = await watchword.person({ name: 'Ada', roles: ['editor'] });

    const me = await person.request('GET', '/me');

    expect(me).toMatchObject({
      status: 200,
      body: { id: person.id, name: 'Ada', roles: ['editor', 'user'] },
    });
  });

  it('can have a verified address', async () => {
    const person = await watchword.person({ verified: true });

    const { body } = await person.request('GET', '/me');

    expect(body).toMatchObject({ email: person.email, emailVerified: true });
  });

  it('is refused with the message of the service if it cannot be created', async () => {
    await watchword.person({ name: 'Grace' });

    await expect(watchword.person({ name: 'Grace' })).rejects.toThrow('409');
  });

  it('is accepted by a service with the verifier, until its session ends', async () => {
    const { url: issuer, audience } = watchword;
    const verifier = new WatchwordVerifier({ issuer, audience, ...(await watchword.serviceClient()) });
    await verifier.start();
    const person = await watchword.person();
    const { subject } = await verifier.verifyHeader(person.headers.authorization);

    await person.request('POST', '/logout');

    await eventually(() => refusalOf(verifier, person.token), 'revoked');
    await verifier.stop();
    expect(subject).toBe(person.id);
  });
});

describe('the clock of startWatchword', () => {
  it('moves forward, so that tokens expire and later tokens are issued at the new time', async () => {
    const person = await watchword.person();
    const before = watchword.now();

    await watchword.travel(901);

    const later = await watchword.person();
    const issuedAt = JSON.parse(Buffer.from(later.token.split('.')[1]!, 'base64url').toString()).iat;
    expect((await person.request('GET', '/me')).status).toBe(401);
    expect((await later.request('GET', '/me')).status).toBe(200);
    expect(issuedAt * 1000 - before.getTime()).toBeGreaterThan(899_000);
    expect(watchword.now().getTime() - before.getTime()).toBeGreaterThanOrEqual(901_000);
  });

  it.each([0, -1, NaN, Infinity])('does not move by %s seconds', async (seconds) => {
    await expect(watchword.travel(seconds)).rejects.toThrow(RangeError);
  });
});

describe('the mailbox of startWatchword', () => {
  it('returns each mail once, the earliest first', async () => {
    const { email = '', name } = await watchword.person({ verified: true });
    await watchword.adminClient().then((admin) => admin.request('POST', '/password/forgot', { login: name }));

    const mail = await watchword.mails.next(email);

    expect(mail.link).toBe(`${watchword.url}/reset-password?token=${mail.token}`);
    expect(mail.code).toMatch(/^\d{8}$/);
    expect(watchword.mails.to(email)).toHaveLength(2);
  });

  it('lists the earlier mails in the error when none arrives', async () => {
    const { email } = await watchword.person({ verified: true });

    const wait = watchword.mails.next('nobody@example.com', 50);

    await expect(wait).rejects.toThrow(`No new mail to nobody@example.com within 50 ms. There were:`);
    await expect(watchword.mails.next('nobody@example.com', 1)).rejects.toThrow(`to ${email}: `);
  });
});

describe('another instance of startWatchword', () => {
  let other: Watchword;
  beforeAll(async () => {
    other = await startWatchword({ ACCESS_TOKEN_TTL: '5m', REGISTRATION: 'closed' });
  });
  afterAll(() => other.close());

  it('has its own database', async () => {
    await watchword.person({ name: 'Edith' });

    const users = await other.adminClient().then((admin) => admin.request('GET', '/users'));

    expect(users.body.map(({ name }: { name: string }) => name)).toEqual(['admin']);
  });

  it('has the settings it was given', async () => {
    const person = await other.person();

    const { body } = await person.request('POST', '/refresh', { refreshToken: person.refreshToken });

    expect(body.expiresIn).toBe(300);
  });
});

describe('the settings of startWatchword', () => {
  it.each([
    ['LOGIN_LIMTI', '10/1m', 'LOGIN_LIMTI is not a setting of the service.'],
    ['SMTP_URL', 'smtp://localhost', 'SMTP_URL cannot be set here: startWatchword decides it.'],
    ['ACCESS_TOKEN_TTL', 'soon', 'ACCESS_TOKEN_TTL must be'],
  ])('are refused with the reason: %s=%s', async (name, value, reason) => {
    await expect(startWatchword({ [name]: value })).rejects.toThrow(reason);
  });
});

describe('startWatchword', () => {
  it('does not call the global fetch, because tests replace it', async () => {
    const fetch = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('replaced'));

    const person = await watchword.person();

    expect(fetch).not.toHaveBeenCalled();
    expect((await person.request('GET', '/me')).status).toBe(200);
    fetch.mockRestore();
  });

  it('leaves no process and no file behind after close', async () => {
    const left = await leftovers(async (TMPDIR) => {
      const child = fork(FORGOTTEN, ['close'], { execArgv: [], env: { ...process.env, TMPDIR } });
      const [url] = (await once(child, 'message')) as [string];
      await once(child, 'exit');
      expect(await isUp(url)).toBe(false);
    });

    expect(left).toEqual([]);
  });

  it.each([
    ['the tests are killed', (pid: number) => process.kill(pid, 'SIGKILL')],
    ['Ctrl-C ends the tests', (pid: number) => process.kill(-pid, 'SIGINT')], // the terminal signals the whole group
  ])('ends, and leaves nothing behind, when %s', async (_, end) => {
    const left = await leftovers(async (TMPDIR) => {
      const env = { ...process.env, TMPDIR };
      const child = fork(FORGOTTEN, ['stay'], { execArgv: [], env, detached: true });
      const [url] = (await once(child, 'message')) as [string];
      expect(await isUp(url)).toBe(true);
      end(child.pid as number);
      await eventually(() => isUp(url), false);
    });

    expect(left).toEqual([]);
  });

  it('is not part of the shipped service', () => {
    const files = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' });
    const texts = files
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(join(ROOT, 'dist', file), 'utf8'));

    expect(texts.length).toBeGreaterThan(2);
    expect(texts.filter((text) => text.includes('startWatchword'))).toEqual([]);
  });
});
