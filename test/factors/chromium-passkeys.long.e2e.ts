import { BrowserPasskeys } from '../support/browser-passkeys.js';
import { useChromium } from '../support/chromium.js';
import { decodeJwt } from '../support/jwt.js';
import { PASSWORD, type Person } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { describeWith } from '../support/programs.js';
import { useService } from '../support/service.js';

const service = useService({ PASSKEY_COUNTERS: 'refuse' });

const begin = async (challenge?: string) =>
  (await service.post('/login/passkey/options', { challenge })).body;
const finish = (challenge: string, credential: object) =>
  service.post('/login/passkey', { challenge, credential });
const challengeOf = async ({ name }: Person) =>
  (await service.post('/login', { name, password: PASSWORD })).body.challenge as string;

/** Adds a passkey of the browser for a user. */
async function add(browser: BrowserPasskeys, person: Person) {
  const { body } = await service.post('/me/passkeys/options', undefined, person);
  return service.post('/me/passkeys', { credential: await browser.create(body) }, person);
}

describeWith('chromium')('in Chromium', () => {
  const chromium = useChromium();

  it.each([
    [{ synced: true }, ['swk', 'mfa']],
    [{ synced: false }, ['hwk', 'mfa']],
  ])('a passkey that is %j is added, and signs in without a password', async (options, amr) => {
    const person = await service.person();
    const browser = await BrowserPasskeys.open(chromium, options);

    const added = await add(browser, person);
    const { challenge, publicKey } = await begin();
    const { status, body } = await finish(challenge, await browser.sign(publicKey));

    expect([added.status, added.body.synced, added.body.backedUp]).toEqual([
      201,
      options.synced,
      options.synced,
    ]);
    expect(status).toBe(200);
    expect(decodeJwt(body.token)).toMatchObject({ sub: person.id, amr });
  });

  it('a passkey without user verification works as the second factor, but not alone', async () => {
    const person = await service.person();
    const browser = await BrowserPasskeys.open(chromium, { checksUser: false });
    await add(browser, person);

    const { challenge, publicKey } = await begin(await challengeOf(person));
    const { status, body } = await finish(challenge, await browser.sign(publicKey));
    const alone = await begin();

    expect([status, decodeJwt(body.token).amr]).toEqual([200, ['pwd', 'hwk', 'mfa']]);
    await expect(browser.sign(alone.publicKey)).rejects.toThrow('NotAllowedError');
    const { allowCredentials } = publicKey;
    const careless = await browser.sign({
      ...alone.publicKey,
      allowCredentials,
      userVerification: 'discouraged',
    });
    expectProblem(await finish(alone.challenge, careless), 401, 'invalid_passkey');
  });

  it('a passkey signs in when the user picks it in a form field (autofill)', async () => {
    const person = await service.person();
    const browser = await BrowserPasskeys.open(chromium);
    await add(browser, person);

    const { challenge, publicKey } = await begin();
    const { status, body } = await finish(challenge, await browser.sign(publicKey, 'conditional'));

    expect([status, decodeJwt(body.token).sub]).toEqual([200, person.id]);
  });

  it('a page of another host gets no signature for the service, and its own signatures are refused', async () => {
    const person = await service.person();
    const browser = await BrowserPasskeys.open(chromium);
    await add(browser, person);
    const { challenge, publicKey } = await begin();
    const { body: creation } = await service.post('/me/passkeys/options', undefined, person);

    await browser.goTo('https://evil.example');
    await expect(browser.sign(publicKey)).rejects.toThrow('SecurityError');
    const own = await browser.create({ ...creation, rp: { id: 'evil.example', name: 'x' } });
    const signed = await browser.sign({ ...publicKey, rpId: 'evil.example' });

    expectProblem(await service.post('/me/passkeys', { credential: own }, person), 401, 'invalid_passkey');
    expectProblem(await finish(challenge, signed), 401, 'invalid_passkey');
  });

  it('a page of a subdomain gets a signature, which is refused when PASSKEY_ORIGINS does not name it', async () => {
    const person = await service.person();
    const browser = await BrowserPasskeys.open(chromium);
    await add(browser, person);
    const { challenge, publicKey } = await begin();

    await browser.goTo('https://blog.auth.example.com');

    expectProblem(await finish(challenge, await browser.sign(publicKey)), 401, 'invalid_passkey');
  });

  it('a signature is accepted only once', async () => {
    const person = await service.person();
    const browser = await BrowserPasskeys.open(chromium);
    await add(browser, person);
    const { challenge, publicKey } = await begin();
    const signed = await browser.sign(publicKey);

    expect((await finish(challenge, signed)).status).toBe(200);
    expectProblem(await finish(challenge, signed), 401, 'invalid_challenge');
  });

  it('a copy of a passkey with an older counter is refused', async () => {
    const person = await service.person();
    const browser = await BrowserPasskeys.open(chromium);
    await add(browser, person);
    const signIn = async () => {
      const { challenge, publicKey } = await begin();
      return finish(challenge, await browser.sign(publicKey));
    };
    expect((await signIn()).status).toBe(200);
    expect((await signIn()).status).toBe(200);

    await browser.setCounter(1);

    expectProblem(await signIn(), 401, 'invalid_passkey');
  });

  it('a removed passkey cannot sign in, and a browser that is told of the removal deletes it', async () => {
    const person = await service.person();
    const browser = await BrowserPasskeys.open(chromium);
    const { body: passkey } = await add(browser, person);
    const { challenge, publicKey } = await begin();
    const signed = await browser.sign(publicKey);

    const { body } = await service.delete(`/me/passkeys/${passkey.id}`, undefined, person);
    await browser.signal(body);

    expectProblem(await finish(challenge, signed), 401, 'invalid_passkey');
    expect(await browser.credentials()).toEqual([]);
  });
});
