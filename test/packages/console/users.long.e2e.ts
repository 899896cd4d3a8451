import { useChromium } from '../../support/chromium.js';
import { useFront } from '../../support/console.js';
import { useMailbox } from '../../support/mailbox.js';
import { ADMIN, freshAddress, freshName } from '../../support/people.js';
import { describeWith } from '../../support/programs.js';
import { useService } from '../../support/service.js';

const mailbox = useMailbox();
const front = useFront();
const service = useService(() => ({ ...front.environment, ...mailbox.environment }));

describeWith('chromium')('the users in the console', () => {
  const chromium = useChromium();
  const asAdmin = async (path: string) => {
    const tab = await front.tab(chromium, service);
    await tab.signIn(ADMIN, path);
    return tab;
  };

  it('are hidden from other users, with a message that they are for administrators', async () => {
    const tab = await front.tab(chromium, service);

    await tab.signIn(await service.person(), '/admin/users');

    await tab.page.getByRole('heading', { name: 'This is for administrators' }).waitFor();
    expect(await tab.page.getByRole('link', { name: 'Administration' }).count()).toBe(0);
    expect(tab.faults).toEqual([]);
  });

  it('are found by the start of their names', async () => {
    const person = await service.person();
    const tab = await asAdmin('/admin/users');

    await tab.type('Name begins with', person.name);
    await tab.press('Search');
    await tab.page.getByRole('link', { name: person.name, exact: true }).click();
    await tab.sees(person.id);

    expect(new URL(tab.page.url()).pathname).toBe(`/admin/users/${person.id}`);
    expect(tab.faults).toEqual([]);
  });

  it('are invited by mail', async () => {
    const [name, email] = [freshName(), freshAddress()];
    const tab = await asAdmin('/admin/users');

    await tab.press('New user');
    await tab.type('Name', name);
    await tab.type('Email address', email);
    await tab.confirm('Create');
    await tab.sees(email);

    expect((await mailbox.next(email)).links[0]).toContain('/reset-password?token=');
    expect(tab.faults).toEqual([]);
  });

  it('get roles, are disabled and enabled, and are deleted', async () => {
    const admin = await service.admin();
    await service.send('PUT', '/roles/editor', { description: 'Edits' }, { token: admin.token });
    const { id, token } = await service.person();
    const tab = await asAdmin(`/admin/users/${id}`);

    await tab.page.getByRole('checkbox', { name: /^editor/ }).check();
    await tab.press('Save');
    await tab.sees('Saved.');
    expect((await service.get(`/users/${id}`, admin)).body.roles).toEqual(['editor', 'user']);

    await tab.press('Disable');
    await tab.confirm('Disable');
    await tab.page.getByRole('button', { name: 'Enable' }).waitFor();
    expect((await service.get('/me', { token })).status).toBe(401);

    await tab.press('Enable');
    await tab.confirm('Enable');
    await tab.page.getByRole('button', { name: 'Disable' }).waitFor();
    await tab.press('Delete');
    await tab.confirm('Delete');
    await tab.page.getByRole('heading', { name: 'Users' }).waitFor();

    expect((await service.get(`/users/${id}`, admin)).status).toBe(404);
    expect(tab.faults).toEqual([]);
  });

  it('lose their sessions and factors on request, and link to their events', async () => {
    const { id, token } = await service.person();
    const tab = await asAdmin(`/admin/users/${id}`);

    await tab.press('Reset factors');
    await tab.confirm('Reset factors');
    await tab.sees('The factors are removed.');
    await tab.press('End sessions');
    await tab.confirm('End sessions');
    await tab.sees('The sessions have ended.');
    await tab.page.getByRole('link', { name: 'Events about this user' }).click();
    await tab.sees('Account registered');

    expect((await service.get('/me', { token })).status).toBe(401);
    expect(tab.faults).toEqual([]);
  });
});
