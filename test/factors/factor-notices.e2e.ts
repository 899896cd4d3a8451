import { addTotp, travel } from '../support/factors.js';
import { useMailbox } from '../support/mailbox.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => mailbox.environment);
afterEach(() => jest.restoreAllMocks());

/** A user with a verified address, who has added an authenticator app and read the mail about it. */
async function reader() {
  const person = await verifiedPerson(service, mailbox);
  const added = await addTotp(service, person);
  return { ...person, ...added, first: await mailbox.next(person.email, 2) };
}

describe('a mail tells a user', () => {
  it('about a factor that was added, and about one that was removed', async () => {
    const person = await reader();
    await service.delete(`/me/totp/${person.app.id}`, undefined, person);

    const removed = await mailbox.next(person.email, 3);

    expect(person.first.subject).toBe('The second factors of your account were changed');
    expect(person.first.text).toContain('A second factor was added to your account.');
    expect(removed.text).toContain('A second factor was removed from your account.');
  });

  it('about new recovery codes, without showing any of them', async () => {
    const person = await reader();
    const { body } = await service.post('/me/recovery-codes', undefined, person);

    const { text } = await mailbox.next(person.email, 3);

    expect(text).toContain('New recovery codes were made');
    expect(body.recoveryCodes.filter((code: string) => text?.includes(code))).toEqual([]);
  });

  it('about a recovery code that was used, and warns when three are left', async () => {
    const person = await reader();
    const texts = [];
    for (const [index, code] of person.recoveryCodes.slice(0, 7).entries()) {
      await service.post('/step-up', { recoveryCode: code }, person);
      texts.push((await mailbox.next(person.email, 3 + index)).text);
    }

    expect(texts[0]).toContain('9 codes are left.');
    expect(texts[5]).toContain('4 codes are left.');
    expect(texts[6]).toContain('3 codes are left. Make new ones soon.');
  });

  it('that an admin has removed the factors', async () => {
    const person = await reader();
    await service.delete(`/users/${person.id}/factors`, undefined, await service.admin());

    const { subject } = await mailbox.next(person.email, 3);

    expect(subject).toBe('The second factors of your account were removed');
  });

  it('nothing about a wrong code', async () => {
    const person = await reader();
    travel(service, 60_000);
    const { challenge } = (await service.post('/login', { name: person.name, password: PASSWORD })).body;
    await service.post('/login/recovery-code', { challenge, code: 'wrong' });
    await service.outboxIsEmpty();

    expect(mailbox.to(person.email)).toHaveLength(2);
  });
});
