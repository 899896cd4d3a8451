import { useChromium } from '../../support/chromium.js';
import { useFront } from '../../support/console.js';
import { PASSWORD } from '../../support/people.js';
import { describeWith } from '../../support/programs.js';
import { useService } from '../../support/service.js';

const front = useFront();
const service = useService(() => front.environment);

describeWith('chromium')('the console of an account', () => {
  const chromium = useChromium();
  afterEach(() => jest.restoreAllMocks());

  it('redirects to the sign-in and back to the view, which a reload shows again', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);

    await tab.signIn(person, '/account/sessions?x=1');
    await tab.page.getByRole('heading', { name: 'Sessions' }).waitFor();
    await tab.page.reload();
    await tab.page.getByRole('heading', { name: 'Sessions' }).waitFor();

    expect(tab.faults).toEqual([]);
  });

  it('changes the display name and the language of mails', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await tab.signIn(person);

    await tab.type('Display name', 'Alice Archer');
    await tab.page.getByLabel('Language of mails').selectOption('de');
    await tab.press('Save');
    await tab.sees('Saved.');

    const { body } = await service.get('/me', { token: person.token });
    expect(body).toMatchObject({ displayName: 'Alice Archer', locale: 'de' });
    expect(tab.faults).toEqual([]);
  });

  it('shows beside the field what is wrong with a new password, and then changes the password to a valid one', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await tab.signIn(person, '/account/password');

    await tab.type('Current password', PASSWORD);
    await tab.type('New password', 'password123');
    await tab.press('Change password');
    await tab.sees('one of the most used passwords');
    await tab.type('New password', 'pebbles juggle lanterns');
    await tab.press('Change password');
    await tab.sees('Your password is changed.');

    const login = { name: person.name, password: 'pebbles juggle lanterns' };
    expect((await service.post('/login', login)).status).toBe(200);
    expect(tab.faults).toEqual([]);
  });

  it('ends another session', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await tab.signIn(person, '/account/sessions');

    const other = tab.page.getByRole('button', { name: 'End: node' });
    await other.click();
    await tab.confirm('End');
    await other.waitFor({ state: 'detached' });

    expect((await service.get('/me', { token: person.token })).status).toBe(401);
    expect(tab.faults).toEqual([]);
  });

  it('asks for the password when the sign-in is no longer recent, and then continues the action', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await tab.signIn(person);
    service.travel(3600);

    await tab.type('Email address', `${person.name}@example.com`);
    await tab.press('Save address');
    await tab.type('Password', 'wrong wrong wrong');
    await tab.confirm('Go on');
    await tab.sees('The password is wrong.');
    await tab.type('Password', PASSWORD);
    await tab.confirm('Go on');
    await tab.sees('a mail with a link is on its way');

    const { body } = await service.post('/login', { name: person.name, password: PASSWORD });
    expect(body.user.email).toBe(`${person.name}@example.com`);
  });
});
