import { useMailbox } from '../support/mailbox.js';
import { freshName, PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';
import { correspondent, verifiedPerson } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => mailbox.environment);

const me = async (token: string) => (await service.get('/me', { token })).body;
const verify = (body: object, token?: string) =>
  service.post('/email/verify', body, token === undefined ? {} : { token });

describe('an address', () => {
  it('is verified by the link, which works once, and can then be used to sign in', async () => {
    const { mail, token, email } = await correspondent(service, mailbox);

    expect(mail.links[0]).toMatch(/^https:\/\/auth\.example\.com\/verify-email\?token=[\w-]{43}$/);
    expect((await verify({ token: mail.token })).status).toBe(204);
    expect((await verify({ token: mail.token })).body.code).toBe('invalid_token');
    expect((await me(token)).emailVerified).toBe(true);
    expect((await service.post('/login', { name: email, password: PASSWORD })).status).toBe(200);
  });

  it('is verified by the code, but only by its own signed-in user', async () => {
    const [one, other] = [await correspondent(service, mailbox), await correspondent(service, mailbox)];

    expect((await verify({ code: one.mail.code })).status).toBe(400);
    expect((await verify({ code: one.mail.code }, other.token)).body.code).toBe('invalid_token');
    expect((await verify({ code: one.mail.code }, one.token)).status).toBe(204);
    expect((await verify({ token: one.mail.token })).body.code).toBe('invalid_token');
  });

  it.each(['token', 'code'] as const)(
    'is verified by only one of twenty simultaneous requests with the same %s',
    async (kind) => {
      const { mail, token } = await correspondent(service, mailbox);

      const answers = await Promise.all(
        Array.from({ length: 20 }, () => verify({ [kind]: mail[kind] }, token)),
      );

      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
      expect(answers.filter(({ body }) => body?.code === 'invalid_token')).toHaveLength(19);
    },
  );

  it('is not verified by a code after five wrong ones', async () => {
    const { mail, token } = await correspondent(service, mailbox);
    const wrong = String((Number(mail.code) + 1) % 10 ** 8).padStart(8, '0');

    for (let attempt = 0; attempt < 5; attempt++) await verify({ code: wrong }, token);

    expect((await verify({ code: mail.code }, token)).body.code).toBe('invalid_token');
    expect((await verify({ token: mail.token })).status).toBe(204);
  });

  it('is not verified by a code after ten minutes, nor by a link after a day', async () => {
    const { mail, token } = await correspondent(service, mailbox);

    service.travel(601);
    const late = await verify({ code: mail.code }, token);
    service.travel(86_401);
    const later = await verify({ token: mail.token });
    jest.restoreAllMocks();

    expect([late.body.code, later.body.code]).toEqual(['invalid_token', 'invalid_token']);
  });

  it('is only verified by the newest mail', async () => {
    const { mail, token, email } = await correspondent(service, mailbox);

    const { status, body } = await service.post('/email/verify/resend', undefined, { token });
    const newer = await mailbox.next(email, 2);

    expect([status, body]).toEqual([202, { challenge: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
    expect((await verify({ token: mail.token })).body.code).toBe('invalid_token');
    expect((await verify({ token: newer.token })).status).toBe(204);
  });

  it('that another account has verified is refused', async () => {
    const { email } = await verifiedPerson(service, mailbox);
    await service.post('/register', { name: freshName(), password: PASSWORD, email });
    const { token } = await mailbox.next(email, 2);

    expect((await verify({ token })).body.code).toBe('email_taken');
  });
});

describe('a change of a verified address', () => {
  it('takes effect once the new address is verified', async () => {
    const { token, email } = await verifiedPerson(service, mailbox);
    const next = `next-${email}`;

    const { body } = await service.patch('/me', { email: next }, { token });
    const mail = await mailbox.next(next);

    expect([body.email, body.emailVerified]).toEqual([email, true]);
    expect((await verify({ token: mail.token })).status).toBe(204);
    expect(await me(token)).toMatchObject({ email: next, emailVerified: true });
  });

  it('is undone by the link that the old address gets, which ends every session', async () => {
    const { token, email, name } = await verifiedPerson(service, mailbox);
    await service.patch('/me', { email: `thief-${email}` }, { token });
    await verify({ token: (await mailbox.next(`thief-${email}`)).token });
    const notice = await mailbox.next(email, 2);

    const { status } = await service.post('/email/change/undo', { token: notice.token });

    expect(notice.links[0]).toContain('/undo-email-change?token=');
    expect(status).toBe(204);
    expect((await service.get('/me', { token })).status).toBe(401);
    const again = await service.post('/login', { name, password: PASSWORD });
    expect((await me(again.body.token)).email).toBe(email);
  });

  it('that is undone before it takes effect can no longer be verified', async () => {
    const { token, email } = await verifiedPerson(service, mailbox);
    await service.patch('/me', { email: `wrong-${email}` }, { token });
    const notice = await mailbox.next(email, 2);
    const mail = await mailbox.next(`wrong-${email}`);

    await service.post('/email/change/undo', { token: notice.token });

    expect((await verify({ token: mail.token })).body.code).toBe('invalid_token');
  });
});
