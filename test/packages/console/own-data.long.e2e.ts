import { readFile } from 'node:fs/promises';
import { useChromium } from '../../support/chromium.js';
import { useFront } from '../../support/console.js';
import { PASSWORD } from '../../support/people.js';
import { describeWith } from '../../support/programs.js';
import { useService } from '../../support/service.js';

const front = useFront();
const service = useService(() => front.environment);

describeWith('chromium')('the data of an account', () => {
  const chromium = useChromium();

  it('the events are paged by links, and the back button returns to the previous page', async () => {
    const person = await service.person();
    for (let times = 0; times < 30; times++)
      await service.post('/login', { name: person.name, password: PASSWORD });
    const tab = await front.tab(chromium, service);
    await tab.signIn(person, '/account/events');
    const rows = tab.page.locator('.rows > li');

    await tab.page.getByRole('link', { name: 'Next page' }).click();
    await tab.sees('Account registered');
    expect(await tab.page.getByRole('link', { name: 'Next page' }).count()).toBe(0);
    await tab.page.goBack();
    await tab.page.getByRole('link', { name: 'Next page' }).waitFor();

    expect(await rows.count()).toBe(25);
    expect(await rows.first().textContent()).toContain('Signed in');
    expect(tab.faults).toEqual([]);
  });

  it('all data of the account is saved as a file', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await tab.signIn(person, '/account/data');

    const waiting = tab.page.waitForEvent('download');
    await tab.press('Save my data');
    const download = await waiting;

    expect(download.suggestedFilename()).toBe(`${person.name}.json`);
    const saved = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect(saved).toMatchObject({ user: { id: person.id }, sessions: expect.any(Array) });
    expect(tab.faults).toEqual([]);
  });

  it('the account is deleted once its password is entered, which also signs the user out', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await tab.signIn(person, '/account/data');

    await tab.press('Delete my account');
    await tab.type('Current password', PASSWORD);
    await tab.confirm('Delete my account');
    await tab.page.getByRole('heading', { name: 'You are signed out' }).waitFor();

    const { status } = await service.post('/login', { name: person.name, password: PASSWORD });
    expect(status).toBe(401);
    expect(tab.faults).toEqual([]);
  });

  it('the button to sign out ends the session', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await tab.signIn(person);

    await tab.press(person.name);
    const ended = tab.page.waitForResponse(`${front.origin}/logout`);
    await tab.press('Sign out');
    await ended;
    await tab.page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await tab.page.goto(`${front.origin}/admin/users`);

    expect(new URL(tab.page.url()).pathname + new URL(tab.page.url()).search).toBe(
      '/sign-in?return_to=%2Fadmin%2Fusers',
    );
    expect(tab.faults).toEqual([]);
  });
});
