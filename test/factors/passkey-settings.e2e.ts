import { addPasskey, ORIGIN, personWithPasskey, SecurityKey, signInAlone } from '../support/passkeys.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';

const APP = 'https://app.example.org';
const ANDROID = `android:apk-key-hash:${'A'.repeat(43)}`;

describe('PASSKEY_COUNTERS=refuse', () => {
  const service = useService({ PASSKEY_COUNTERS: 'refuse' });

  it('refuses a passkey whose counter went backwards, and records it in the audit log', async () => {
    const person = await personWithPasskey(service);
    const copy = person.key.copy();

    expect((await signInAlone(service, person.key)).status).toBe(200);
    expectProblem(await signInAlone(service, copy), 401, 'invalid_passkey');

    const events = `SELECT id FROM audit_events WHERE type = 'passkey.counter_regressed'`;
    expect(await service.rows(events)).toHaveLength(1);
    expect((await signInAlone(service, person.key)).status).toBe(200);
  });
});

describe('PASSKEY_ORIGINS', () => {
  const service = useService({ PASSKEY_ORIGINS: `${APP},${ANDROID}` });

  it('lists the only pages whose passkeys are accepted', async () => {
    const person = await service.person();
    const options = (await service.post('/me/passkeys/options', undefined, person)).body;
    const [key, other] = [new SecurityKey(), new SecurityKey()];

    const elsewhere = await service.post(
      '/me/passkeys',
      { credential: other.create(options, ORIGIN) },
      person,
    );
    const again = (await service.post('/me/passkeys/options', undefined, person)).body;
    const here = await service.post('/me/passkeys', { credential: key.create(again, APP) }, person);

    expectProblem(elsewhere, 401, 'invalid_passkey');
    expect(here.status).toBe(201);
  });

  it('is published for browsers, without the apps', async () => {
    expect((await service.get('/.well-known/webauthn')).body).toEqual({ origins: [APP] });
  });
});

describe('MFA_REQUIRED_ROLES', () => {
  const service = useService({ MFA_REQUIRED_ROLES: 'admin' });

  it('is satisfied by a passkey that is added in the session, and by a sign-in with a passkey alone', async () => {
    const admin = await service.admin();
    expectProblem(await service.get('/users', admin), 403, 'mfa_enrollment_required');

    const { key } = await addPasskey(service, admin);
    const { body: refreshed } = await service.post('/refresh', { refreshToken: admin.refreshToken });
    const { body } = await signInAlone(service, key);

    expect((await service.get('/users', refreshed)).status).toBe(200);
    expect((await service.get('/users', body)).status).toBe(200);
  });
});

describe('LOGIN_LIMIT', () => {
  const service = useService({ LOGIN_LIMIT: '1/1m' });

  it('limits passkey options and signatures to ten times its value per IP address, separately from passwords', async () => {
    const options = await Promise.all(
      Array.from({ length: 12 }, () => service.post('/login/passkey/options', {})),
    );
    const { challenge, publicKey } = options.find(({ status }) => status === 200)!.body;
    const key = new SecurityKey();
    const person = await service.person();
    await addPasskey(service, person, key);
    const credential = key.sign(publicKey);
    const signed = [];
    for (let one = 0; one < 12; one++)
      signed.push(await service.post('/login/passkey', { challenge, credential }));

    expect(options.filter(({ status }) => status === 429)).toHaveLength(2);
    expect(signed.map(({ status }) => status)).toEqual([200, ...Array(9).fill(401), 429, 429]);
  });
});

describe('REQUIRE_VERIFIED_EMAIL', () => {
  const service = useService({ REQUIRE_VERIFIED_EMAIL: 'true' });

  it('also applies to a sign-in with a passkey alone', async () => {
    const admin = await service.admin();
    const { key } = await addPasskey(service, admin);
    await service.execute(`UPDATE users SET verified_email_key = 'x' WHERE id = '${admin.id}'`);
    expect((await signInAlone(service, key)).status).toBe(200);

    await service.execute(`DELETE FROM user_roles WHERE user_id = '${admin.id}'`);
    await service.execute(`UPDATE users SET verified_email_key = NULL WHERE id = '${admin.id}'`);

    expectProblem(await signInAlone(service, key), 403, 'email_unverified');
  });
});
