import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useMailbox } from '../support/mailbox.js';
import { hashFileOf } from '../support/range-server.js';
import { PASSWORD } from '../support/people.js';
import { useService } from '../support/service.js';
import { verifiedPerson } from '../support/verification.js';

const BREACHED = 'walruses adore accordions';
const folder = mkdtempSync(join(tmpdir(), 'watchword-breaches-'));
writeFileSync(join(folder, 'list.txt'), hashFileOf([BREACHED]));
afterAll(() => rmSync(folder, { recursive: true }));

const mailbox = useMailbox();
const service = useService(() => ({
  ...mailbox.environment,
  BREACHED_PASSWORDS: `offline:${join(folder, 'list.txt')}`,
  PASSWORD_CONTEXT_WORDS: 'Acme',
}));

it.each([
  ['breached_password', () => BREACHED],
  ['context_word', () => 'Acme-2026!'],
  ['common_password', () => 'password123'],
  ['too_short', () => 'short'],
  ['own_name', (email: string) => email],
])('a reset refuses a new password by the rule %s, and the link still works', async (rule, bad) => {
  const { name, email } = await verifiedPerson(service, mailbox);
  await service.post('/password/forgot', { login: name });
  const { token } = await mailbox.next(email, 2);
  const refused = await service.post('/password/reset', { token, newPassword: bad(email) });

  expect(refused).toMatchObject({
    status: 400,
    body: { code: 'validation_failed', errors: [{ field: 'newPassword', rule }] },
  });
  expect((await service.post('/login', { name, password: PASSWORD })).status).toBe(200);
  expect((await service.post('/password/reset', { token, newPassword: 'otters pack pebbles' })).status).toBe(
    204,
  );
});
