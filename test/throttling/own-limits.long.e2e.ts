import { AuditService } from '../../src/audit/audit.service.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { AuditKit } from '../support/audit-kit.js';
import { statusesOf } from '../support/guesses.js';
import { freshName } from '../support/people.js';
import { useService } from '../support/service.js';

const service = useService({ LOGIN_LIMIT: '3/1m' });
const kit = new AuditKit(service);

/** Parsing a thousand browsers takes at least a tenth of a second, in turns of about 5 ms. */
const MIN_TURNS = 5;

afterEach(() => jest.restoreAllMocks());

const times = <T>(count: number, act: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index)));

describe('a user', () => {
  it('can make at most 20 changes of the own account in ten minutes', async () => {
    const { id, token } = await service.person();
    const change = () => service.patch('/me', { name: freshName() }, { token });

    const answers = await times(60, change);

    expect(statusesOf(answers)).toEqual({ 200: 20, 429: 40 });
    expect(await kit.stored(`type = 'user.changed' AND subject = '${id}'`)).toHaveLength(20);
    service.travel(601);
    expect((await change()).status).toBe(200);
  });

  it('can send as many wrong passwords as LOGIN_LIMIT allows', async () => {
    const { id, token } = await service.person();
    const body = { currentPassword: 'not it', newPassword: 'herons borrow umbrellas' };

    const answers = await times(20, () => service.post('/me/password', body, { token }));

    expect(statusesOf(answers)).toEqual({ 403: 3, 429: 17 });
    expect(await kit.stored(`type = 'password.refused' AND subject = '${id}'`)).toHaveLength(3);
  });

  it('can export the own account five times in ten minutes', async () => {
    const [one, other] = [await service.person(), await service.person()];
    const answers = await times(20, () => service.get('/me/export', { token: one.token }));

    expect(statusesOf(answers)).toEqual({ 200: 5, 429: 15 });
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await service.get('/me/export', { token: other.token })).status).toBe(200);
  });
});

describe('an export of a thousand events from different browsers', () => {
  it('does not block other requests', async () => {
    const { id, token } = await service.person();
    await eventsOf(id, 1000);
    let turns = 0;
    const counting = setInterval(() => turns++, 1);

    const { body } = await service.get('/me/export', { token });
    clearInterval(counting);

    expect(body.events).toHaveLength(1000);
    expect(turns).toBeGreaterThan(MIN_TURNS);
  });
});

/** Records events of a user, each from a different browser. */
function eventsOf(id: string, count: number): Promise<void> {
  const audit = service.app.get(AuditService);
  const origin = { id, address: '192.0.2.1', requestId: 'export' };
  return service.app.get(UnitOfWork).run(async (transaction) => {
    for (let index = 0; index < count; index++) {
      const userAgent = `Otter/${index} (Linux x86_64; rv:${index}) Pebbles/${'7'.repeat(120)}`;
      await audit.record({ type: 'user.changed', actor: { ...origin, userAgent }, subject: id }, transaction);
    }
  });
}
