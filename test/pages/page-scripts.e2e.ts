import { createHash } from 'node:crypto';
import { freshAddress, guesses, newcomer } from '../support/guesses.js';
import { PageBrowser } from '../support/page-browser.js';
import { addPasskey } from '../support/passkeys.js';
import type { Page } from '../support/pages.js';
import { PASSWORD } from '../support/people.js';
import { solved, withoutWork } from '../support/proofs.js';
import { useService } from '../support/service.js';

const LIMIT = 2;
const service = useService({ LOGIN_LIMIT: `${LIMIT}/1m`, TRUST_PROXY: '127.0.0.1', LOGIN_BY_EMAIL: 'on' });
afterEach(() => jest.restoreAllMocks());

const policyOf = ({ headers }: Page) => headers.get('content-security-policy')!;
const scriptsOf = ({ body }: Page) =>
  [...body.matchAll(/<script type="module">(.*?)<\/script>/gs)].map(([, text]) => text!);
const attributeOf = ({ body }: Page, name: string) =>
  JSON.parse(new RegExp(` ${name}="([^"]*)"`).exec(body)![1]!.replaceAll('&quot;', '"'));

/** Returns the response to a correct password for an account under attack, and the browser that sent it. */
async function besieged() {
  withoutWork();
  const name = await newcomer(service);
  for (let address = 0; address < 10; address++) await guesses(LIMIT, [service], name, freshAddress());
  const browser = new PageBrowser(service, { 'x-forwarded-for': freshAddress() });
  const form = await browser.open('/sign-in?return_to=/docs');
  return { name, browser, page: await browser.press(form, { name, password: PASSWORD }) };
}

describe('the script of a page', () => {
  it('is the only one that the page allows, and can only send requests to the service', async () => {
    const page = await new PageBrowser(service).open('/sign-in');

    const [script, ...others] = scriptsOf(page);
    const hash = createHash('sha256').update(script!).digest('base64');

    expect(others).toEqual([]);
    expect(policyOf(page)).toContain(`; script-src 'sha256-${hash}'; connect-src 'self'; `);
    expect(policyOf(page)).not.toContain('unsafe');
    expect(page.body).toMatch(/<div class="passkey" data-passkey="[^"]*" hidden>/);
  });

  it.each(['/sign-up', '/forgot-password', '/sign-in/mail', '/sign-out'])(
    'is missing at %s',
    async (path) => {
      const page = await new PageBrowser(service).open(path);

      expect(page.body).not.toContain('<script');
      expect(policyOf(page)).not.toMatch(/script-src|connect-src/);
    },
  );

  it.each([
    ['/docs', '/docs'],
    ['https://evil.example/', '/account'],
    ['javascript:alert(1)', '/account'],
    ['/x"><script>alert(1)</script>', '/x%22%3E%3Cscript%3Ealert(1)%3C/script%3E'],
  ])('gets only an allowed address for the redirect after a passkey: %s', async (wanted, onward) => {
    const page = await new PageBrowser(service).open(`/sign-in?return_to=${encodeURIComponent(wanted)}`);

    expect(attributeOf(page, 'data-passkey')).toMatchObject({ finish: '/login/passkey?cookie=true', onward });
    expect(scriptsOf(page)).toHaveLength(1);
  });

  it('offers a passkey as the second factor to an account that has one, also after a wrong code', async () => {
    const person = await service.person();
    await addPasskey(service, person);
    const browser = new PageBrowser(service);
    const begun = await browser.press(await browser.open('/sign-in'), {
      name: person.name,
      password: PASSWORD,
    });

    const again = await browser.press(begun, { code: '000000' });

    for (const page of [begun, again])
      expect(attributeOf(page, 'data-passkey')).toMatchObject({ challenge: begun.fields.challenge });
  });
});

describe('/sign-in for an account that requires a proof of work from strangers', () => {
  it('keeps the name, and contains the challenge for its script', async () => {
    const { name, page } = await besieged();

    expect([page.status, page.fields.name, page.fields.return_to]).toEqual([429, name, '/docs']);
    expect(page.faults[0]).toContain('There were many failed attempts on this account.');
    expect(attributeOf(page, 'data-proof').parameters).toMatchObject({ algorithm: 'PBKDF2/SHA-256' });
    expect(scriptsOf(page)).toHaveLength(2);
  });

  it('signs in with the proof, and redirects', async () => {
    const { browser, page } = await besieged();
    const proof = await solved(attributeOf(page, 'data-proof'));

    const { status, headers } = await browser.press(page, { password: PASSWORD, proof });

    expect([status, headers.get('location')]).toEqual([303, '/docs']);
  });

  it('offers a sign-in by mail to browsers without JavaScript', async () => {
    const { page } = await besieged();

    expect(page.body).toMatch(
      /<noscript><p class="fault">This needs JavaScript\. Turn it on, or sign in by mail/,
    );
    expect(page.body).toContain('<a href="/sign-in/mail?return_to=%2Fdocs">');
  });
});
