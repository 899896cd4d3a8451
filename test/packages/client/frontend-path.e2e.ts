import { createWatchword, type SessionStore, type SignInResult, type Watchword } from '@watchword/client';
import { Authenticator } from '../../support/factors.js';
import { freshName, PASSWORD } from '../../support/people.js';
import { useService } from '../../support/service.js';

// Written as a frontend developer does: no types of its own, no casts. The compiler checks that as much as the tests do.
const service = useService();

const account = () => ({ name: freshName(), password: PASSWORD });

/** Returns a store, as an app has it, and its contents. */
function appStore() {
  const texts = new Map<string, string>();
  const store: SessionStore = {
    get: async (name) => texts.get(name) ?? null,
    set: async (name, value) => void texts.set(name, value),
    remove: async (name) => void texts.delete(name),
  };
  return { store, texts };
}

const open = (storage?: SessionStore) => createWatchword({ url: service.origin, storage });

/** Adds an authenticator app through the typed calls. */
async function addApp({ api }: Watchword) {
  const { data: device } = await api.POST('/me/totp', { body: { name: 'phone' } });
  const app = new Authenticator(service, device!.id, device!.secret);
  const { data } = await api.POST('/me/totp/confirm', { body: { id: device!.id, code: app.shows() } });
  return { app, recoveryCodes: data!.recoveryCodes };
}

/** Returns the challenge of a sign-in that needs a second factor. */
function challengeOf(result: SignInResult): string {
  if (result.status !== 'mfa_required') throw new Error(JSON.stringify(result));
  expect(result).toMatchObject({ factors: ['totp', 'recovery_code'], expiresIn: 600 });
  return result.challenge;
}

describe('an app', () => {
  afterEach(() => jest.restoreAllMocks());

  it('signs up, calls the service, is reopened and signs out', async () => {
    const { store, texts } = appStore();
    const watchword = open(store);
    const { name, password } = account();

    const signedUp = await watchword.signUp({ name, password, email: `${name}@example.com` });
    expect(signedUp.status === 'signed_in' && signedUp.user.roles).toEqual(['user']);
    const reopened = open(store);
    const { data: me } = await reopened.api.GET('/me');
    expect(me?.email).toBe(`${name}@example.com`);
    expect(reopened.session).toMatchObject({ userId: me?.id, methods: ['pwd'], mustEnroll: false });

    expect(await reopened.signOut()).toEqual({ status: 'signed_out' });
    expect([texts.size, reopened.user, (await open(store).refresh()).status]).toEqual([
      0,
      null,
      'signed_out',
    ]);
  });

  it('signs in with a password and a code, after a wrong one', async () => {
    const credentials = account();
    const watchword = open();
    await watchword.signUp(credentials);
    const { app } = await addApp(watchword);
    await watchword.signOut();

    const challenge = challengeOf(await watchword.signIn(credentials));
    const wrong = await watchword.signIn({ challenge, totp: '000000' });
    const right = await watchword.signIn({ challenge, totp: app.next() });

    expect(wrong).toMatchObject({ status: 'failed', problem: { code: 'invalid_code', status: 401 } });
    expect(right).toEqual({ status: 'signed_in', user: watchword.user });
    expect(watchword.session?.methods).toEqual(['pwd', 'otp', 'mfa']);
  });

  it('signs in with a recovery code', async () => {
    const credentials = account();
    const watchword = open();
    await watchword.signUp(credentials);
    const { recoveryCodes } = await addApp(watchword);

    const challenge = challengeOf(await watchword.signIn(credentials));
    const result = await watchword.signIn({ challenge, recoveryCode: recoveryCodes[0]! });

    expect(result.status).toBe('signed_in');
  });

  it('steps up when a sign-in is not recent, after one wrong password', async () => {
    const watchword = open();
    await watchword.signUp(account());
    service.travel(700);

    const { error } = await watchword.api.POST('/me/totp', { body: {} });
    expect(error?.code).toBe('insufficient_user_authentication');
    expect(await watchword.stepUp({ password: 'wrong horse staples' })).toMatchObject({
      problem: { code: 'wrong_password' },
    });
    expect((await watchword.stepUp({ password: PASSWORD })).status).toBe('signed_in');
    expect((await watchword.api.POST('/me/totp', { body: {} })).response.status).toBe(201);
  });

  it('is notified when its user changes', async () => {
    const watchword = open();
    await watchword.signUp(account());
    const names: (string | undefined)[] = [];
    const end = watchword.onChange(({ user }) => void names.push(user?.name));
    const name = freshName();

    await watchword.api.PATCH('/me', { body: { name } });
    const refreshed = await watchword.refresh();
    end();
    await watchword.signOut();

    expect([names, refreshed.status]).toEqual([[name], 'signed_in']);
  });

  it('gets expected failures as values, not as exceptions', async () => {
    const watchword = open();
    const { name } = account();
    const away = createWatchword({ url: 'http://127.0.0.1:1' });

    expect(await watchword.signIn({ name, password: PASSWORD })).toMatchObject({
      status: 'failed',
      problem: { code: 'invalid_credentials' },
    });
    expect(await watchword.signUp({ name, password: 'short' })).toMatchObject({
      problem: { code: 'validation_failed', errors: [{ field: 'password' }] },
    });
    expect(await watchword.signIn({ passkey: 'dialog' })).toMatchObject({
      problem: { code: 'passkey_unavailable' },
    });
    expect(await watchword.addPasskey()).toMatchObject({ problem: { code: 'unauthenticated' } });
    expect(await away.signIn({ name, password: PASSWORD })).toMatchObject({
      problem: { code: 'unreachable', status: 0 },
    });
  });

  it('can end the session even when the access token has expired', async () => {
    const watchword = open();
    await watchword.signUp(account());
    const { id } = watchword.session!;
    service.travel(1000);

    expect(await watchword.signOut()).toEqual({ status: 'signed_out' });

    const [row] = await service.rows<{ ended_at: string | null }>(
      `SELECT ended_at FROM sessions WHERE id = '${id}'`,
    );
    expect(row?.ended_at).not.toBeNull();
  });
});
