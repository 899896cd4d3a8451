import { runCli } from '../support/process.js';
import { rememberedPerson, signIn } from '../support/remembered-devices.js';
import { useService } from '../support/service.js';
import { eventually } from '../support/verifier-kit.js';

const service = useService({ MFA_REMEMBER: '30d' });

const remembered = () => service.rows('SELECT id FROM remembered_devices');

describe('the remembered browsers of all users', () => {
  it.each([['sessions end --all'], ['after-restore']])('are forgotten by %s', async (words) => {
    const people = [await rememberedPerson(service), await rememberedPerson(service)];
    expect(await remembered()).toHaveLength(people.length);

    const { code } = await runCli(words.split(' '), { DATABASE_URL: service.databaseUrl });

    expect([code, await remembered()]).toEqual([0, []]);
    // Waits until the service has read the revocation, which also ends sessions that begin before that.
    await eventually(async () => (await service.get('/me', people[0])).status, 401);
    for (const person of people) {
      const { status, body } = await signIn(person.browser, person);
      expect([status, body.code]).toEqual([401, 'mfa_required']);
    }
  });

  it('are kept when sessions end is called without --all', async () => {
    const person = await rememberedPerson(service);

    const { code } = await runCli(['sessions', 'end'], { DATABASE_URL: service.databaseUrl });

    expect(code).not.toBe(0);
    expect((await signIn(person.browser, person)).status).toBe(200);
  });
});
