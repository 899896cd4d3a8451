import { setTimeout as sleep } from 'node:timers/promises';
import { kidOf, KeyKit, publishedBy } from '../support/key-kit.js';
import { clientToken, makeServiceClient } from '../support/service-clients.js';
import { useService } from '../support/service.js';

const READING_PAUSE_MS = 1001;

const service = useService();
const keys = new KeyKit(service);
beforeEach(() => keys.reset());

const statusOf = async ({ token }: { token: string }) => (await service.get('/protected', { token })).status;

describe('after a compromise', () => {
  it('all earlier tokens are refused at once, and users can still refresh', async () => {
    const people = await Promise.all([1, 2, 3].map(() => service.person()));
    const credentials = await makeServiceClient(service, await service.admin());
    const token = await clientToken(service, credentials);
    const statuses = () => Promise.all(people.map(statusOf));
    const before = await statuses();

    await keys.replaceCompromised();
    const after = await statuses();
    const refreshed = await Promise.all(
      people.map((person) => service.post('/refresh', { refreshToken: person.refreshToken })),
    );

    expect([before, after]).toEqual([
      [200, 200, 200],
      [401, 401, 401],
    ]);
    expect((await service.get('/revocations', { token })).status).toBe(401);
    expect(refreshed.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await Promise.all(refreshed.map(({ body }) => statusOf(body)))).toEqual([200, 200, 200]);
    expect(await publishedBy(service)).toEqual([kidOf(refreshed[0]!.body)]);
  });

  it('a sign-in while the new key is being loaded returns a valid token', async () => {
    const person = await service.person();
    keys.slowDown(300);

    await keys.replaceCompromised();
    const signedIn = await service.post('/login', { name: person.name, password: person.password });

    expect(signedIn.status).toBe(200);
    expect(await statusOf(signedIn.body)).toBe(200);
  });

  it('a reload of the keys that began earlier does not restore the old key', async () => {
    keys.slowDown(300);
    const reading = keys.ring.reload();
    await sleep(100);

    await keys.replaceCompromised();
    await reading;

    expect(await statusOf(await service.person())).toBe(200);
  });

  it('simultaneous requests with a token of the new key succeed at a replica that has not loaded it', async () => {
    const { token } = await service.person();
    await keys.forget();
    await sleep(READING_PAUSE_MS);
    keys.slowDown(200);

    const statuses = await Promise.all([1, 2, 3].map(() => statusOf({ token })));

    expect(statuses).toEqual([200, 200, 200]);
  });
});
