import { TOTP } from 'otpauth';
import { addAuthenticator } from '../../support/browser-passkeys.js';
import { useChromium } from '../../support/chromium.js';
import { useFront } from '../../support/console.js';
import { describeWith } from '../../support/programs.js';
import { useService } from '../../support/service.js';

const front = useFront();
const service = useService(() => front.environment);

describeWith('chromium')('the factors of an account', () => {
  const chromium = useChromium();
  afterEach(() => jest.restoreAllMocks());

  it('an authenticator app is added with its recovery codes, and removed again', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await tab.signIn(person, '/account/factors');

    await tab.press('Add app');
    await tab.type('Name', 'Phone');
    await tab.confirm('Next');
    await tab.page.getByAltText('QR code').waitFor();
    expect(await tab.page.evaluate(`document.querySelector('.qr').decode().then(() => 'shown')`)).toBe(
      'shown',
    );
    const secret = await tab.page.locator('dialog code').textContent();
    await tab.type('Code', new TOTP({ secret: secret! }).generate());
    await tab.confirm('Confirm');
    await tab.sees('Each of these codes stands in for a factor once.');
    expect(await tab.page.locator('.secrets li').count()).toBe(10);
    await tab.confirm('I have kept it');
    await tab.sees('You have 10 recovery codes left.');
    await tab.press('Remove: Phone');
    await tab.confirm('Remove');
    await tab.sees('You have no recovery codes.');

    expect((await service.get('/me/totp', person)).body).toEqual([]);
    expect(tab.faults).toEqual([]);
  });

  it('a passkey is added, renamed, and used for a step-up', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await addAuthenticator(tab.page);
    await tab.signIn(person, '/account/factors');

    await tab.press('Add passkey');
    await tab.confirm('Add passkey');
    await tab.confirm('I have kept it');
    await tab.page.getByRole('button', { name: /^Rename/ }).click();
    await tab.type('Name', 'Laptop');
    await tab.press('Save');
    await tab.sees('Laptop');
    service.travel(600);
    await tab.press('Make new codes');
    await tab.confirm('Make new codes');
    await tab.page.getByLabel('Prove it by').selectOption('passkey');
    await tab.confirm('Go on');
    await tab.sees('Each of these codes stands in for a factor once.');

    expect(tab.faults).toEqual([]);
  });

  it('closing the step-up dialogue leaves the dialogue below it open', async () => {
    const person = await service.person();
    const tab = await front.tab(chromium, service);
    await tab.signIn(person, '/account/factors');
    service.travel(600);

    await tab.press('Add app');
    await tab.confirm('Next');
    await tab.page.getByRole('heading', { name: 'Is it you?' }).waitFor();
    await tab.page.keyboard.press('Escape');
    await tab.sees('it needs a recent sign-in');

    expect(await tab.page.getByRole('dialog').count()).toBe(1);
    expect(tab.faults).toEqual([]);
  });
});
