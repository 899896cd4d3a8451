import { useMailbox } from '../support/mailbox.js';
import { sendNotice } from '../support/mails.js';
import { messagesOf } from '../support/outbox.js';
import { freshAddress, type Person } from '../support/people.js';
import { useService } from '../support/service.js';

const mailbox = useMailbox();
const service = useService(() => mailbox.environment);
let admin: Person;
beforeAll(async () => {
  admin = await service.admin();
});

const list = (query = '') => service.get(`/mail${query}`, { token: admin.token });
const retry = (id: string) => service.post(`/mail/${id}/retry`, undefined, { token: admin.token });

/** Sends a mail. Returns it after it has arrived. */
async function sent(to = freshAddress()) {
  await sendNotice(service, to);
  for (;;) {
    const [newest] = (await list(`?recipient=${to}`)).body;
    if (newest.state === 'sent') return newest;
  }
}

/** Returns a mail that was given up, because its row was changed in the database. */
async function dead() {
  const mail = await sent();
  const again = { state: "'dead'", sealed_payload: 'NULL' };
  const values = Object.entries(again).map(([column, value]) => `${column} = ${value}`);
  await service.execute(`UPDATE outbox_messages SET ${values.join(', ')} WHERE id = '${mail.id}'`);
  return mail;
}

describe('GET /mail', () => {
  it('shows the state of a mail, and nothing of its contents', async () => {
    const mail = await sent();
    expect(mail).toEqual({
      id: expect.any(String),
      recipient: expect.stringMatching(/@example\.com$/),
      state: 'sent',
      attempts: 1,
      lastError: null,
      createdAt: expect.any(String),
      sentAt: expect.any(String),
    });
  });

  it('filters mails by state and recipient, and shows the newest first', async () => {
    const to = freshAddress();
    const [first, second] = [await sent(to), await sent(to)];
    const { body } = await list(`?recipient=${to}`);

    expect(body.map(({ id }: { id: string }) => id)).toEqual([second.id, first.id]);
    expect((await list(`?recipient=${to}&state=dead`)).body).toEqual([]);
  });

  it('has pages that together show each mail once', async () => {
    const to = freshAddress();
    for (let count = 0; count < 3; count++) await sent(to);
    const first = await list(`?recipient=${to}&limit=2`);
    const after = first.headers.get('x-next-cursor');
    const second = await list(`?recipient=${to}&limit=2&after=${after}`);

    const ids = [...first.body, ...second.body].map(({ id }) => id);
    expect([first.body.length, second.body.length, new Set(ids).size]).toEqual([2, 1, 3]);
    expect(second.headers.get('x-next-cursor')).toBeNull();
  });

  it.each(['?state=lost', '?after=x', '?limit=0', '?recipient=', '?payload=1'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await list(query);
      expect([status, body.code]).toEqual([400, 'validation_failed']);
    },
  );

  it('is only for admins', async () => {
    const { token } = await service.person();
    expect((await service.get('/mail', { token })).status).toBe(403);
    expect((await service.get('/mail')).status).toBe(401);
  });
});

describe('POST /mail/{id}/retry', () => {
  it('sends a mail again that was given up', async () => {
    await mailbox.stop();
    const to = freshAddress();
    await sendNotice(service, to);
    await service.execute(
      "UPDATE outbox_messages SET give_up_at = '2026-01-01 00:00:00', next_attempt_at = 0 WHERE state = 'queued'",
    );
    const id = await idOfDead(to);
    await mailbox.start();

    expect((await retry(id)).status).toBe(202);
    expect((await mailbox.next(to)).to).toBe(to);
  });

  it('is recorded in the audit log', async () => {
    const mail = await dead();
    await retry(mail.id);
    const { body } = await service.get(`/audit?type=mail.retried&subject=${mail.id}`, { token: admin.token });
    expect(body).toMatchObject([{ type: 'mail.retried', actor: admin.id, subject: mail.id }]);
  });

  it('does not send a mail again that was already sent', async () => {
    const mail = await sent();
    const { status, body } = await retry(mail.id);
    expect([status, body.code]).toEqual([409, 'mail_already_sent']);
    expect(mailbox.to(mail.recipient).length).toBe(1);
  });

  it('returns 404 for an unknown mail', async () => {
    const { status, body } = await retry('019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c');
    expect([status, body.code]).toEqual([404, 'mail_not_found']);
  });

  it('is only for admins', async () => {
    const { token } = await service.person();
    const mail = await dead();
    expect((await service.post(`/mail/${mail.id}/retry`, undefined, { token })).status).toBe(403);
  });
});

async function idOfDead(to: string): Promise<string> {
  for (;;) {
    const row = (await messagesOf(service)).find(({ recipient }) => recipient === to);
    if (row?.state === 'dead') return row.id;
    await service.execute("UPDATE outbox_messages SET next_attempt_at = 0 WHERE state = 'queued'");
  }
}
