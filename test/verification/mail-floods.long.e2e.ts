import { freshAddress, from, inTurns, statusesOf } from '../support/guesses.js';
import { useMailbox } from '../support/mailbox.js';
import { freshAddress as freshMailAddress } from '../support/people.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const ADDRESSES = 100;
const REQUESTS = 1000;

const mailbox = useMailbox();
const isReset = ({ text }: { text: string }) => text.includes('/reset-password');

describe(`${REQUESTS} requests for a new password of one account, from ${ADDRESSES} IP addresses`, () => {
  const service = useService(() => ({
    ...mailbox.environment,
    MAIL_REQUEST_LIMIT: '10/1m',
    TRUST_PROXY: '127.0.0.1',
  }));
  afterEach(() => jest.restoreAllMocks());

  it('are all accepted, and send at most five mails an hour', async () => {
    const { name, email } = await verifiedPerson(service, mailbox);
    const addresses = Array.from({ length: ADDRESSES }, freshAddress);
    const forgot = (index: number) =>
      service.post('/password/forgot', { login: name }, from(addresses[index % ADDRESSES]!));
    const answers = await inTurns(REQUESTS, 10, forgot);
    await service.outboxIsEmpty();
    const within = mailbox.to(email).length;
    service.travel(3601);
    await inTurns(20, 10, forgot);
    await service.outboxIsEmpty();

    expect(statusesOf(answers)).toEqual({ 202: REQUESTS });
    expect(within).toBe(5); // the verification was the first
    expect(mailbox.to(email)).toHaveLength(10);
    expect((await forgot(0)).status).toBe(202);
  });

  it('are refused from an IP address that sends too many', async () => {
    const home = from(freshAddress());
    const answers = await inTurns(12, 1, () =>
      service.post('/password/forgot', { login: 'no-such-person' }, home),
    );
    expect(statusesOf(answers)).toEqual({ 202: 10, 429: 2 });
  });
});

describe('MAIL_LIMIT', () => {
  const service = useService(() => ({ ...mailbox.environment, MAIL_LIMIT: '3/1h' }));

  it('limits the mails to all addresses together, and does not count notices', async () => {
    const { id, name, email } = await verifiedPerson(service, mailbox);
    await service.post('/password/forgot', { login: name });
    await service.outboxIsEmpty();
    const others = Array.from({ length: 5 }, freshMailAddress);
    for (const other of others) await service.person({ email: other });
    await service.post('/password/forgot', { login: name });
    await service.delete(`/users/${id}`, undefined, await service.admin());
    await service.outboxIsEmpty();

    expect(others.map((other) => mailbox.to(other).length)).toEqual([1, 0, 0, 0, 0]);
    expect(mailbox.to(email).filter(isReset)).toHaveLength(1);
    expect(mailbox.to(email).at(-1)?.subject).toBe('Your account was deleted');
  });
});
