import { OutboxService } from '../../src/outbox/outbox.service.js';
import { HousekeepingService } from '../../src/database/housekeeping.service.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { useMailbox } from '../support/mailbox.js';
import { sendNotice } from '../support/mails.js';
import { messagesOf } from '../support/outbox.js';
import { useService } from '../support/service.js';

const mailbox = useMailbox();
const service = useService(() => mailbox.environment);
afterEach(async () => {
  jest.restoreAllMocks();
  await service.execute('DELETE FROM outbox_messages');
});

const DAY_SECONDS = 86_400;

/** Runs all maintenance tasks, including the sweep. */
const sweep = () => service.app.get(HousekeepingService).runOnce();

describe('a message', () => {
  it('is sent only if the change that causes it is committed', async () => {
    const outbox = service.app.get(OutboxService);
    const message = { kind: 'mail', recipient: 'nobody@example.com', payload: {} } as const;
    const failing = service.app.get(UnitOfWork).run(async (transaction) => {
      await outbox.add(message, transaction);
      throw new Error('the change fails');
    });

    await expect(failing).rejects.toThrow('the change fails');
    expect(await messagesOf(service)).toEqual([]);
  });

  it('is encrypted while it waits, and erased once it was sent', async () => {
    await mailbox.stop();
    await sendNotice(service, 'sealed@example.com', 'alice');
    const [waiting] = await messagesOf(service);
    await mailbox.start();
    await mailbox.next('sealed@example.com');

    expect(Buffer.from(waiting!.sealed_payload!, 'base64').toString('latin1')).not.toContain('alice');
    const sent = await untilSent('sealed@example.com');
    expect(sent).toMatchObject({ state: 'sent', sealed_payload: null, last_error: null });
  });

  it('that was sent is deleted after a week', async () => {
    await sendNotice(service, 'week@example.com');
    await untilSent('week@example.com');
    service.travel(6 * DAY_SECONDS);
    await sweep();
    const kept = await messagesOf(service);
    service.travel(8 * DAY_SECONDS);
    await sweep();

    expect([kept.length, (await messagesOf(service)).length]).toEqual([1, 0]);
  });

  it('that was given up is deleted after a month', async () => {
    const ids = `id, kind, recipient, state, created_at, give_up_at`;
    await service.execute(
      `INSERT INTO outbox_messages (${ids}) VALUES ('${'d'.repeat(36)}', 'mail', 'a@b', 'dead', '2026-01-01 00:00:00', '2026-01-02 00:00:00')`,
    );
    await sweep();
    expect(await messagesOf(service)).toEqual([]);
  });
});

async function untilSent(recipient: string) {
  for (;;) {
    const row = (await messagesOf(service)).find((one) => one.recipient === recipient);
    if (row?.state === 'sent') return row;
  }
}
