import { useMailbox } from '../support/mailbox.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';
import { correspondent, verifiedPerson } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => mailbox.environment);

const NEW_PASSWORD = 'pebbles juggle otters';
const forgot = (login: string) => service.post('/password/forgot', { login });
const reset = (body: object) => service.post('/password/reset', { newPassword: NEW_PASSWORD, ...body });
const signIn = (name: string, password: string) => service.post('/login', { name, password });

describe('a forgotten password', () => {
  it('is replaced by the link, which ends every session and works once', async () => {
    const { name, email, token, refreshToken } = await verifiedPerson(service, mailbox);
    await forgot(name);
    const mail = await mailbox.next(email, 2);

    expect(mail.links[0]).toContain('https://auth.example.com/reset-password?token=');
    expect((await reset({ token: mail.token })).status).toBe(204);
    expect((await reset({ token: mail.token })).body.code).toBe('invalid_token');
    expect((await service.get('/protected', { token })).status).toBe(401);
    expect((await service.post('/refresh', { refreshToken })).status).toBe(401);
    expect((await signIn(name, PASSWORD)).status).toBe(401);
    expect((await signIn(name, NEW_PASSWORD)).status).toBe(200);
  });

  it('is replaced by the code, with the challenge from the response to the request', async () => {
    const { name, email } = await verifiedPerson(service, mailbox);
    const { challenge } = (await forgot(email)).body;
    const { code } = await mailbox.next(email, 2);

    expect((await reset({ code })).body.code).toBe('validation_failed');
    expect((await reset({ challenge, code })).status).toBe(204);
    expect((await reset({ challenge, code })).body.code).toBe('invalid_token');
    expect((await signIn(name, NEW_PASSWORD)).status).toBe(200);
  });

  it.each(['link', 'code'] as const)(
    'is replaced by only one of twenty simultaneous requests with the same %s',
    async (kind) => {
      const { name, email } = await verifiedPerson(service, mailbox);
      const { challenge } = (await forgot(name)).body;
      const { token, code } = await mailbox.next(email, 2);
      const proof = kind === 'link' ? { token } : { challenge, code };

      const answers = await Promise.all(Array.from({ length: 20 }, () => reset(proof)));

      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
      expect(answers.filter(({ body }) => body?.code === 'invalid_token')).toHaveLength(19);
    },
  );

  it('is not replaced by the older of two links', async () => {
    const { name, email } = await verifiedPerson(service, mailbox);
    await forgot(name);
    const older = await mailbox.next(email, 2);
    await forgot(name);
    const newer = await mailbox.next(email, 3);

    expect((await reset({ token: older.token })).body.code).toBe('invalid_token');
    expect((await reset({ token: newer.token })).status).toBe(204);
  });

  it('can still be replaced by the link after a new password was refused', async () => {
    const { name, email } = await verifiedPerson(service, mailbox);
    await forgot(name);
    const { token } = await mailbox.next(email, 2);

    expect((await reset({ token, newPassword: 'password123' })).body.code).toBe('validation_failed');
    expect((await reset({ token })).status).toBe(204);
  });

  it.each([
    ['after half an hour', () => service.travel(1801)],
    ['of an account that was disabled since', () => undefined],
  ])('is not replaced by a link %s', async (title, pass) => {
    const { id, name, email } = await verifiedPerson(service, mailbox);
    await forgot(name);
    const { token } = await mailbox.next(email, 2);
    const admin = await service.admin();
    if (title.includes('disabled')) await service.patch(`/users/${id}`, { disabled: true }, admin);
    pass();

    const { body } = await reset({ token });
    jest.restoreAllMocks();

    expect(body.code).toBe('invalid_token');
  });

  it('returns the same response for every account, but mails only verified addresses', async () => {
    const verified = await verifiedPerson(service, mailbox);
    const unproved = await correspondent(service, mailbox);
    const disabled = await verifiedPerson(service, mailbox);
    await service.patch(`/users/${disabled.id}`, { disabled: true }, await service.admin());
    const names = [verified.name, unproved.name, disabled.name, 'no-such-person', 'no@such.example'];

    const answers = await Promise.all(names.map(forgot));
    await mailbox.next(verified.email, 2);
    await service.outboxIsEmpty();

    expect(answers.map(({ status, body }) => [status, Object.keys(body)])).toEqual(
      names.map(() => [202, ['challenge']]),
    );
    const headersOf = ({ headers }: (typeof answers)[0]) =>
      [...headers.keys()].filter((name) => name !== 'x-request-id').toSorted();
    expect(new Set(answers.map((answer) => headersOf(answer).join())).size).toBe(1);
    const mailed = [unproved, disabled].map(({ email }) => mailbox.to(email).filter(isReset).length);
    expect(mailed).toEqual([0, 0]);
  });

  it('leads to at most five mails an hour to one email address, however many requests arrive', async () => {
    const { name, email } = await verifiedPerson(service, mailbox);

    await Promise.all(Array.from({ length: 100 }, () => forgot(name)));
    await service.outboxIsEmpty();

    expect(mailbox.to(email)).toHaveLength(5); // the verification was the first
  });
});

const isReset = ({ text }: { text: string }) => text.includes('/reset-password');
