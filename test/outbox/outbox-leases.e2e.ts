import { OutboxDelivery } from '../../src/outbox/outbox-delivery.js';
import { OutboxLeases } from '../../src/outbox/outbox-leases.js';
import { sendNotice } from '../support/mails.js';
import { messagesOf } from '../support/outbox.js';
import { useService } from '../support/service.js';

const RACERS = 20;

const service = useService();
const leases = () => service.app.get(OutboxLeases);
beforeAll(() => service.app.get(OutboxDelivery).onModuleDestroy()); // these tests deliver the messages themselves
afterEach(() => service.execute('DELETE FROM outbox_messages'));

/** Adds a message to the outbox. Returns its id. */
async function queued(recipient = 'alice@example.com'): Promise<string> {
  await sendNotice(service, recipient);
  return (await messagesOf(service)).at(-1)!.id;
}

describe('the lease of a message', () => {
  it(`goes to only one of ${RACERS} that request it at once`, async () => {
    const id = await queued();
    const taken = await Promise.all(Array.from({ length: RACERS }, () => leases().take(id)));

    expect(taken.filter(Boolean).length).toBe(1);
    expect((await messagesOf(service))[0]!.attempts).toBe(1);
  });

  it('keeps others from delivering the message until it ends', async () => {
    const id = await queued();
    await leases().take(id);
    const during = await leases().due(['mail'], 10);
    await service.execute('UPDATE outbox_messages SET leased_until = 1');

    expect(during).toEqual([]);
    expect(await leases().due(['mail'], 10)).toEqual([id]);
    expect(await leases().take(id)).toMatchObject({ id, attempts: 2 });
  });

  it('prevents changes by its former holder once it is lost', async () => {
    const id = await queued();
    const former = (await leases().take(id))!;
    await service.execute('UPDATE outbox_messages SET leased_until = 1');
    await leases().take(id);
    await leases().fail(former, 'timeout');
    await leases().succeed(former);

    const [message] = await messagesOf(service);
    expect(message).toMatchObject({ state: 'queued', last_error: null });
    expect(message!.sealed_payload).not.toBeNull();
  });

  it('lets another replica try at once when it is released', async () => {
    const id = await queued();
    await leases().release((await leases().take(id))!);
    expect(await leases().due(['mail'], 10)).toEqual([id]);
  });
});

describe('the next message to deliver', () => {
  it('is the first message of each recipient', async () => {
    const first = await queued('alice@example.com');
    await queued('alice@example.com');
    const other = await queued('bob@example.com');

    expect(await leases().due(['mail'], 10)).toEqual([first, other]);
  });

  it('is the second one once the first was sent', async () => {
    const first = await queued();
    const second = await queued();
    await leases().succeed((await leases().take(first))!);

    expect(await leases().due(['mail'], 10)).toEqual([second]);
  });

  it('is not the second one while the first waits for another attempt', async () => {
    const first = await queued();
    await queued();
    await leases().fail((await leases().take(first))!, 'timeout');

    expect(await leases().due(['mail'], 10)).toEqual([]);
  });

  it('is the second one once the first was given up', async () => {
    const first = await queued();
    const second = await queued();
    await service.execute("UPDATE outbox_messages SET give_up_at = '2026-01-01 00:00:00'");
    const state = await leases().fail((await leases().take(first))!, 'timeout');

    expect(state).toBe('dead');
    expect(await leases().due(['mail'], 10)).toEqual([second]);
  });
});
