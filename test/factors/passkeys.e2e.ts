import { decodeJwt } from '../support/jwt.js';
import { addPasskey, personWithPasskey, SecurityKey } from '../support/passkeys.js';
import { PASSWORD, type Person } from '../support/people.js';
import { expectProblem } from '../support/problems.js';
import { useService } from '../support/service.js';
import { travel } from '../support/factors.js';

const service = useService();
afterEach(() => jest.restoreAllMocks());

const optionsOf = async (person: Pick<Person, 'token'>) =>
  (await service.post('/me/passkeys/options', undefined, { token: person.token })).body;
const add = (person: Pick<Person, 'token'>, credential: object, name?: string) =>
  service.post('/me/passkeys', { credential, name }, { token: person.token });
const login = ({ name }: Pick<Person, 'name'>) => service.post('/login', { name, password: PASSWORD });

describe('a passkey', () => {
  it('is created from options that name the service, the user and the challenge', async () => {
    const person = await service.person();

    const { status, body } = await service.post('/me/passkeys/options', undefined, person);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      rp: { id: 'auth.example.com', name: 'watchword' },
      user: { name: person.name, displayName: person.name },
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      attestation: 'none',
      excludeCredentials: [],
    });
    expect(body.challenge).toMatch(/^[\w-]{43}$/);
    expect(Buffer.from(body.user.id, 'base64url').toString('hex')).toBe(person.id.replaceAll('-', ''));
  });

  it('is created with the display name of the user, if there is one', async () => {
    const person = await service.person();
    await service.patch('/me', { displayName: 'Ada Lovelace' }, person);

    const { body } = await service.post('/me/passkeys/options', undefined, person);

    expect(body.user).toMatchObject({ name: person.name, displayName: 'Ada Lovelace' });
  });

  it('is listed with its name and kind, and comes with ten recovery codes', async () => {
    const person = await service.person();
    const key = new SecurityKey({ aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd' });

    const { status, body } = await add(person, key.create(await optionsOf(person)), 'Phone');

    const { recoveryCodes, ...passkey } = body;
    expect([status, recoveryCodes.length]).toEqual([201, 10]);
    expect(passkey).toMatchObject({ name: 'Phone', kind: 'iCloud Keychain', lastUsedAt: null });
    expect((await service.get('/me/passkeys', person)).body).toEqual([passkey]);
  });

  it('is named after its authenticator when no name is given', async () => {
    const person = await service.person();
    const known = new SecurityKey({ aaguid: 'c5ef55ff-ad9a-4b9f-b580-adebafe026d0' });
    const unknown = new SecurityKey({ aaguid: '00000000-0000-0000-0000-000000000000' });

    const names = [
      (await add(person, known.create(await optionsOf(person)))).body,
      (await add(person, unknown.create(await optionsOf(person)))).body,
    ].map(({ name, kind }) => [name, kind]);

    expect(names).toEqual([
      ['YubiKey 5 Series with Lightning', 'YubiKey 5 Series with Lightning'],
      ['Passkey', null],
    ]);
  });

  it('is not created twice on one authenticator, and a second one returns no new recovery codes', async () => {
    const person = await personWithPasskey(service);
    const options = await optionsOf(person);

    expect(options.excludeCredentials).toHaveLength(1);
    expect(() => person.key.create(options)).toThrow(/./);
    expect((await addPasskey(service, person)).recoveryCodes).toEqual([]);
    expect((await service.get('/me/passkeys', person)).body).toHaveLength(2);
  });

  it('is named in later tokens of the session that it was added in', async () => {
    const person = await personWithPasskey(service);

    const { body } = await service.post('/refresh', { refreshToken: person.refreshToken });

    expect(decodeJwt(body.token).amr).toEqual(['pwd', 'swk', 'mfa']);
  });

  it('is refused when it was made for another page, another service or another user', async () => {
    const [person, other] = [await service.person(), await service.person()];
    const made = async (change: object, origin?: string) =>
      new SecurityKey().create({ ...(await optionsOf(person)), ...change }, origin);

    const elsewhere = await made({}, 'https://evil.example');
    const otherRp = await made({ rp: { id: 'example.com', name: 'x' } });
    const others = new SecurityKey().create(await optionsOf(other));

    expectProblem(await add(person, elsewhere), 401, 'invalid_passkey');
    expectProblem(await add(person, otherRp), 401, 'invalid_passkey');
    expectProblem(await add(person, others), 401, 'invalid_challenge');
    expect((await service.get('/me/passkeys', person)).body).toEqual([]);
  });

  it('is added only once with one challenge, even by simultaneous requests', async () => {
    const person = await service.person();
    const options = await optionsOf(person);
    const made = Array.from({ length: 6 }, () => new SecurityKey().create(options));

    const answers = await Promise.all(made.map((credential) => add(person, credential)));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect((await service.get('/me/passkeys', person)).body).toHaveLength(1);
  });

  it('must be created within ten minutes', async () => {
    const person = await service.person();
    const credential = new SecurityKey().create(await optionsOf(person));

    travel(service, 601_000);
    const { body } = await service.post('/step-up', { password: PASSWORD }, person);

    expectProblem(await add(body, credential), 401, 'invalid_challenge');
  });

  it('cannot be added to a second account', async () => {
    const [person, thief] = [await service.person(), await service.person()];
    const key = new SecurityKey();
    const [options, theirs] = [await optionsOf(person), await optionsOf(thief)];
    const credential = key.create(options);
    await add(person, credential);

    const clientData = Buffer.from(credential.response.clientDataJSON, 'base64url').toString();
    const changed = clientData.replace(options.challenge, theirs.challenge);
    const response = {
      ...credential.response,
      clientDataJSON: Buffer.from(changed).toString('base64url'),
    };

    expectProblem(await add(thief, { ...credential, response }), 401, 'invalid_passkey');
    expect((await login(thief)).status).toBe(200);
  });

  it('can only be renamed by its owner', async () => {
    const [person, other] = [await personWithPasskey(service), await service.person()];
    const rename = (who: Person, name: string) =>
      service.patch(`/me/passkeys/${person.passkeyId}`, { name }, { token: who.token });

    expect((await rename(person, 'Desk')).body).toMatchObject({ id: person.passkeyId, name: 'Desk' });
    expect((await rename(person, 'Desk')).status).toBe(200);
    expectProblem(await rename(other, 'Mine'), 404, 'passkey_not_found');
    expectProblem(await rename(person, ''), 400, 'validation_failed');
  });

  it('is removed with a list of the remaining ones, and the removal of the last factor deletes the recovery codes', async () => {
    const person = await personWithPasskey(service);
    const { passkeyId } = await addPasskey(service, person);
    const [kept] = person.key.credentials;

    const first = await service.delete(`/me/passkeys/${passkeyId}`, undefined, person);
    const second = await service.delete(`/me/passkeys/${person.passkeyId}`, undefined, person);

    const id = Buffer.from(kept!.publicKeyCredentialDescriptor.id as ArrayBuffer).toString('base64url');
    expect(first.body).toMatchObject({ rpId: 'auth.example.com', allAcceptedCredentialIds: [id] });
    expect([second.status, second.body.allAcceptedCredentialIds]).toEqual([200, []]);
    expect((await service.get('/me/recovery-codes', person)).body).toEqual({ remaining: 0 });
    expect((await login(person)).status).toBe(200);
    const gone = await service.delete(`/me/passkeys/${passkeyId}`, undefined, person);
    expectProblem(gone, 404, 'passkey_not_found');
  });

  it('is deleted when an admin resets the factors or deletes the account', async () => {
    const [person, other, admin] = [
      await personWithPasskey(service),
      await personWithPasskey(service),
      await service.admin(),
    ];

    await service.delete(`/users/${person.id}/factors`, undefined, admin);
    await service.delete(`/users/${other.id}`, undefined, admin);

    const ids = `('${person.id}', '${other.id}')`;
    expect(await service.rows(`SELECT id FROM passkeys WHERE user_id IN ${ids}`)).toEqual([]);
    expect((await login(person)).status).toBe(200);
  });

  it('is exported without its public key and credential id', async () => {
    const person = await personWithPasskey(service);

    const { body } = await service.get('/me/export', person);

    expect(body.passkeys).toMatchObject([{ id: person.passkeyId }]);
    expect(JSON.stringify(body)).not.toMatch(/publicKey|credentialId/);
  });

  it('is refused when the user already has twenty', async () => {
    const person = await service.person();
    const columns =
      'user_id, name, credential_id, public_key, counter, transports, synced, backed_up, aaguid, created_at';
    for (let one = 0; one < 20; one++) {
      const facts = `'${person.id}', 'x', 'eHh4', 'x', 0, '', 0, 0, 'x', '2026-01-01 00:00:00'`;
      await service.execute(
        `INSERT INTO passkeys (id, credential_hash, ${columns}) VALUES ('${person.id.slice(0, -2)}${one + 10}', '${person.id}${one}', ${facts})`,
      );
    }

    const credential = new SecurityKey().create(await optionsOf(person));

    expectProblem(await add(person, credential), 409, 'too_many_devices');
  });

  it('may be sent with unknown fields, and invalid fields are named in the error', async () => {
    const person = await service.person();
    const credential = new SecurityKey().create(await optionsOf(person));
    const faulty = [
      [{ ...credential, id: 7 }, 'credential.id'],
      [{ ...credential, type: 'password' }, 'credential.type'],
      [{ ...credential, response: {} }, 'credential.response.clientDataJSON'],
      [
        { ...credential, response: { ...credential.response, transports: 'usb' } },
        'credential.response.transports',
      ],
      [{ ...credential, response: 'x' }, 'credential.response'],
      ['x', 'credential'],
      [[], 'credential'],
    ] as const;

    for (const [sent, field] of faulty) {
      const answer = await add(person, sent as object);
      expect([answer.status, answer.body.errors?.[0].field]).toEqual([400, field]);
    }
    const more = { ...credential, fresh: { of: 2030 }, response: { ...credential.response, also: 1 } };
    expect((await add(person, more)).status).toBe(201);
  });

  it.each(['x', 'e30', Buffer.from('{"challenge":7}').toString('base64url')])(
    'is refused when the signed client data is %j',
    async (clientDataJSON) => {
      const person = await service.person();
      const credential = new SecurityKey().create(await optionsOf(person));
      const response = { ...credential.response, clientDataJSON };

      expectProblem(await add(person, { ...credential, response }), 401, 'invalid_challenge');
    },
  );
});

describe('/.well-known/webauthn', () => {
  it('names the origin of ISSUER', async () => {
    const { status, body } = await service.get('/.well-known/webauthn');

    expect([status, body]).toEqual([200, { origins: ['https://auth.example.com'] }]);
  });
});
