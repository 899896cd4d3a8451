import type { BrowserContextOptions, Page } from 'playwright-core';
import { useAddressedService } from '../support/addressed-service.js';
import { addAuthenticator } from '../support/browser-passkeys.js';
import { useChromium } from '../support/chromium.js';
import { freshAddress, guesses, newcomer } from '../support/guesses.js';
import { PASSWORD, type Person } from '../support/people.js';
import { describeWith } from '../support/programs.js';

const LIMIT = 2;
const service = useAddressedService({ LOGIN_LIMIT: `${LIMIT}/1m`, TRUST_PROXY: '127.0.0.1' }, 'localhost');

const WITHOUT_AUTOFILL = 'PublicKeyCredential.isConditionalMediationAvailable = async () => false';

const isAtAccount = (page: Page) => page.waitForURL(`${service.origin}/account`);
const passkeyButton = (page: Page) => page.getByRole('button', { name: 'Sign in with a passkey' });

describeWith('chromium')('in Chromium with JavaScript', () => {
  const chromium = useChromium();

  /**
   * Opens the sign-in page in a browser with an authenticator, which has a passkey of the user if one is given. It
   * signs at once, so that a browser with autofill is signed in without a click.
   */
  async function opened(
    person?: Person,
    { hasAutofill = false, ...options }: BrowserContextOptions & { hasAutofill?: boolean } = {},
  ) {
    const { page, complaints } = await chromium.tab({ javaScriptEnabled: true, ...options });
    await addAuthenticator(page);
    if (person) await add(page, person);
    if (!hasAutofill) await page.addInitScript(WITHOUT_AUTOFILL);
    await page.goto(`${service.origin}/sign-in`);
    return { page, complaints };
  }

  /** Adds a passkey of the page's authenticator for a user. */
  async function add(page: Page, { token }: Pick<Person, 'token'>) {
    await page.goto(`${service.origin}/sign-out`);
    const { body: options } = await service.post('/me/passkeys/options', undefined, { token });
    const credential = await page.evaluate<object>(`navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)}),
    }).then((made) => made.toJSON())`);
    await service.post('/me/passkeys', { credential }, { token });
  }

  it('a passkey signs in as a suggestion in the name field (autofill)', async () => {
    const { page, complaints } = await opened(await service.person(), { hasAutofill: true });

    await isAtAccount(page);
    expect(complaints).toEqual([]);
  });

  it('a passkey signs in by the button, with the keyboard alone', async () => {
    const { page, complaints } = await opened(await service.person());

    await passkeyButton(page).focus();
    await page.keyboard.press('Enter');

    await isAtAccount(page);
    expect(complaints).toEqual([]);
  });

  it('the page says that a passkey was not used, in the language of the reader, and its form still works', async () => {
    const person = await service.person();
    const { page } = await opened(undefined, { locale: 'de-DE' });

    await page.getByRole('button', { name: 'Mit einem Passkey anmelden' }).click();
    await page.getByText('Der Passkey wurde nicht verwendet.').waitFor();
    await page.getByLabel('Name oder E-Mail-Adresse').fill(person.name);
    await page.getByLabel('Passwort').fill(PASSWORD);
    await page.keyboard.press('Enter');

    await isAtAccount(page);
  });

  it('a passkey is the second factor after a password, also after a wrong code', async () => {
    const person = await service.person();
    const { page, complaints } = await opened(person);
    await page.getByLabel('Name or email address').fill(person.name);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Enter a code' }).waitFor();

    await page.getByLabel('Code').fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText('This code is wrong').waitFor();
    await passkeyButton(page).click();

    await isAtAccount(page);
    expect(complaints.filter((text) => !text.includes('status of 401'))).toEqual([]);
  });

  it('the page solves the proof of work for an account under attack while the user types the password again', async () => {
    const name = await newcomer(service);
    for (let address = 0; address < 10; address++) await guesses(LIMIT, [service], name, freshAddress());
    const { page, complaints } = await opened();
    const signIn = async () => {
      await page.getByLabel('Password').fill(PASSWORD);
      await page.keyboard.press('Enter');
    };

    await page.getByLabel('Name or email address').fill(name);
    await signIn();
    await page.getByText('There were many failed attempts on this account.').waitFor();
    expect(await page.getByLabel('Name or email address').inputValue()).toBe(name);
    await signIn();

    await isAtAccount(page);
    expect(complaints.filter((text) => !text.includes('status of 429'))).toEqual([]);
  });
});
