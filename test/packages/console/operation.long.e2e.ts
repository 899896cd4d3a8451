import { useChromium } from '../../support/chromium.js';
import { useFront } from '../../support/console.js';
import { ADMIN, freshAddress, freshName } from '../../support/people.js';
import { describeWith } from '../../support/programs.js';
import { useService } from '../../support/service.js';

const front = useFront();
/** A mail server that cannot be reached. */
const service = useService(() => ({
  ...front.environment,
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'auth@example.com',
}));

describeWith('chromium')('the administration in the console', () => {
  const chromium = useChromium();
  const asAdmin = async (path: string) => {
    const tab = await front.tab(chromium, service);
    await tab.signIn(ADMIN, path);
    return tab;
  };

  it('creates roles, changes their descriptions and removes them', async () => {
    const tab = await asAdmin('/admin/roles');

    await tab.press('New role');
    await tab.type('Name', 'writer');
    await tab.type('Description', 'Writes');
    await tab.confirm('Save');
    await tab.press('Describe: writer');
    await tab.type('Description', 'Writes and reads');
    await tab.confirm('Save');
    await tab.sees('Writes and reads');
    await tab.press('Remove: writer');
    await tab.confirm('Remove');
    await tab.page.getByText('Writes and reads').waitFor({ state: 'detached' });

    expect(tab.faults).toEqual([]);
  });

  it('shows the secret of a client once, and rotates it', async () => {
    const name = freshName();
    const tab = await asAdmin('/admin/clients');

    await tab.press('New client');
    await tab.type('Name', name);
    await tab.type('Scopes', 'orders:read orders:write');
    await tab.confirm('Create');
    const first = await tab.page.locator('.secrets code').textContent();
    await tab.confirm('I have kept it');
    await tab.press(`New secret: ${name}`);
    await tab.confirm('New secret');
    const second = await tab.page.locator('.secrets code').textContent();
    await tab.confirm('I have kept it');
    await tab.sees('The secret from before still counts');

    expect(second).not.toBe(first);
    expect(await tab.page.locator('.secrets').count()).toBe(0);
    const { id } = (await service.get('/clients', await service.admin())).body.find(
      (one: { name: string }) => one.name === name,
    );
    const basic = Buffer.from(`${id}:${second}`).toString('base64');
    const raw = new URLSearchParams({ grant_type: 'client_credentials' });
    const token = await service.post('/oauth/token', undefined, {
      raw,
      headers: { authorization: `Basic ${basic}` },
    });
    expect(token.status).toBe(200);
    expect(tab.faults).toEqual([]);
  });

  it('shows waiting mails, and sends them again', async () => {
    await service.person({ email: freshAddress() });
    const tab = await asAdmin('/admin/mails');

    await tab.page.getByLabel('State').selectOption('queued');
    await tab.press('Search');
    await tab.page
      .getByRole('button', { name: /^Send again/ })
      .first()
      .click();
    await tab.confirm('Send again');
    await tab.page.getByRole('dialog').waitFor({ state: 'detached' });

    expect(new URL(tab.page.url()).search).toBe('?state=queued');
    expect(tab.faults).toEqual([]);
  });

  it('filters the audit log, and keeps the filter over a reload', async () => {
    const person = await service.person();
    await service.post('/login', { name: person.name, password: 'wrong wrong wrong' });
    const tab = await asAdmin('/admin/audit');

    await tab.page.getByLabel('Type').selectOption('login.failed');
    await tab.type('About', person.id);
    await tab.press('Search');
    await tab.page.locator('.rows > li').filter({ hasText: 'Sign-in failed' }).first().waitFor();
    await tab.page.reload();
    await tab.page.locator('.rows > li').first().waitFor();

    expect(await tab.page.locator('.rows > li').count()).toBe(1);
    expect(await tab.page.getByLabel('About').inputValue()).toBe(person.id);
    expect(tab.faults).toEqual([]);
  });

  it('rotates the signing keys', async () => {
    const tab = await asAdmin('/admin/keys');

    await tab.press('Make the next key');
    await tab.confirm('Make the next key');
    await tab.page.locator('.rows > li').nth(1).waitFor();

    expect(await tab.page.locator('mark').count()).toBe(1);
    expect((await service.get('/keys', await service.admin())).body).toHaveLength(2);
    expect(tab.faults).toEqual([]);
  });

  it('shows the health of the service, and the sign-ins of the last hour', async () => {
    await service.person();

    const tab = await asAdmin('/admin');

    await tab.sees(/\d+ succeeded and \d+ failed/);
    await tab.sees('database');
    expect(await tab.page.locator('svg rect:not(.failed)').count()).toBe(60);
    expect(tab.faults).toEqual([]);
  });
});
