import { useMailbox } from '../support/mailbox.js';
import { freshAddress, PASSWORD, type Person } from '../support/people.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const mailbox = useMailbox();
const service = useService(() => ({ ...mailbox.environment, TRUST_PROXY: '127.0.0.1' }));
let admin: Person;
beforeAll(async () => {
  admin = await service.admin();
});

const NEW_PASSWORD = 'pebbles juggle otters';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const FROM = { headers: { 'x-forwarded-for': '203.0.113.7', 'user-agent': FIREFOX } };

/** Waits for a mail with this subject to an address. Returns the newest one. */
async function noticed(email: string, subject: string) {
  for (;;) {
    const found = mailbox.to(email).findLast((mail) => mail.subject === subject);
    if (found) return found;
    await new Promise((done) => setTimeout(done, 20));
  }
}

const subjectsOf = async (email: string) => {
  await service.outboxIsEmpty();
  return mailbox.to(email).map(({ subject }) => subject);
};

describe('a notice', () => {
  it('says what was changed, when and from where, and what the user should do', async () => {
    const { email, token } = await verifiedPerson(service, mailbox);
    const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    const { status } = await service.post('/me/password', change, { token, ...FROM });
    const { text, html, raw } = await noticed(email, 'Your password was changed');

    expect(status).toBe(204);
    for (const one of [text, html]) {
      expect(one).toMatch(/ UTC \(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\)/);
      expect(one).toContain('203.0.113.7');
      expect(one).toContain('Firefox on Linux');
      expect(one).toContain('If this was not you, reset your password now');
    }
    expect(raw).toMatch(/^List-Unsubscribe:/m);
  });

  it('reports that a password was set by a link', async () => {
    const { name, email } = await verifiedPerson(service, mailbox);
    await service.post('/password/forgot', { login: name });
    const { token } = await noticed(email, 'Choose a new password');
    await service.post('/password/reset', { token, newPassword: NEW_PASSWORD });

    expect((await noticed(email, 'Your password was changed')).to).toBe(email);
  });

  it('tells the old address, without a link, that an admin has set another one', async () => {
    const { id, email } = await verifiedPerson(service, mailbox);
    const newEmail = freshAddress();
    await service.patch(`/users/${id}`, { email: newEmail }, admin);
    const { text, links } = await noticed(email, 'Your email address was changed by an administrator');

    expect(text.replaceAll('\u200c', '')).toContain(`to ${newEmail}. Mails no longer go to this address.`);
    expect(text).not.toContain('IP address');
    expect(links).toEqual([]);
  });

  it('tells the old address that an admin has removed it', async () => {
    const { id, email } = await verifiedPerson(service, mailbox);
    await service.patch(`/users/${id}`, { email: null }, admin);
    const { text } = await noticed(email, 'Your email address was changed by an administrator');

    expect(text).toContain('An administrator removed the email address of your account.');
  });

  it('reports only once that an account was disabled', async () => {
    const { id, email } = await verifiedPerson(service, mailbox);
    await service.patch(`/users/${id}`, { disabled: true }, admin);
    await service.patch(`/users/${id}`, { disabled: true }, admin);

    expect(await subjectsOf(email)).toEqual(['Confirm your email address', 'Your account was disabled']);
  });

  it('reports that the user has deleted the account, with the IP address', async () => {
    const { email, token } = await verifiedPerson(service, mailbox);
    await service.delete('/me', { password: PASSWORD }, { token, ...FROM });
    const { text } = await noticed(email, 'Your account was deleted');

    expect(text).toContain('You deleted your account');
    expect(text).toContain('203.0.113.7');
  });

  it('reports that an admin has deleted the account, without an IP address', async () => {
    const { id, email } = await verifiedPerson(service, mailbox);
    await service.delete(`/users/${id}`, undefined, admin);
    const { text } = await noticed(email, 'Your account was deleted');

    expect(text).toContain('An administrator deleted your account');
    expect(text).not.toContain('IP address');
  });

  it('is in the language of the user, if one is set', async () => {
    const { id, email, token } = await verifiedPerson(service, mailbox);
    await service.patch('/me', { locale: 'de-AT' }, { token });
    await service.patch(
      `/users/${id}`,
      { disabled: true },
      { token: admin.token, headers: { 'accept-language': 'en' } },
    );

    expect((await noticed(email, 'Ihr Konto wurde gesperrt')).to).toBe(email);
  });

  it('is in the language of the request if the user has none', async () => {
    const { email, token } = await verifiedPerson(service, mailbox);
    const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    await service.post('/me/password', change, { token, headers: { 'accept-language': 'de-AT' } });

    expect((await noticed(email, 'Ihr Passwort wurde geändert')).text).toContain('Zeitpunkt: ');
  });

  it('is never sent to an unverified address', async () => {
    const email = freshAddress();
    const { id } = await service.person({ email });
    await mailbox.next(email);
    await service.patch(`/users/${id}`, { disabled: true }, admin);
    await service.delete(`/users/${id}`, undefined, admin);

    expect(await subjectsOf(email)).toEqual(['Confirm your email address']);
  });

  it('is not sent for a change that is rolled back', async () => {
    const { email, token } = await verifiedPerson(service, mailbox);
    const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    await service.execute('ALTER TABLE revocations RENAME TO revocations_away');
    const { status } = await service.post('/me/password', change, { token });
    await service.execute('ALTER TABLE revocations_away RENAME TO revocations');

    expect(status).toBe(500);
    expect(await subjectsOf(email)).toEqual(['Confirm your email address']);
  });
});

describe('with NOTICES_OFF', () => {
  const quiet = useService(() => ({
    ...mailbox.environment,
    NOTICES_OFF: 'account_disabled, email_changed',
  }));

  it('the named notices are not sent, and all others are', async () => {
    const { id, email, token } = await verifiedPerson(quiet, mailbox);
    const proposed = freshAddress();
    await quiet.patch('/me', { email: proposed }, { token });
    await mailbox.next(proposed);
    await quiet.patch(`/users/${id}`, { disabled: true }, await quiet.admin());
    await quiet.delete(`/users/${id}`, undefined, await quiet.admin());
    await noticed(email, 'Your account was deleted');
    await quiet.outboxIsEmpty();

    expect(mailbox.to(email).map(({ subject }) => subject)).toEqual([
      'Confirm your email address',
      'Your account was deleted',
    ]);
    expect(mailbox.to(proposed)).toHaveLength(1);
  });
});
