import { useMailbox } from '../support/mailbox.js';
import { openLink, press } from '../support/pages.js';
import { useService } from '../support/service.js';
import { MAILED_LINKS } from '../support/verification.js';

const METRICS_TOKEN = 'a-token-for-prometheus-alone';
const ISSUER = 'https://auth.example.com';
const mailbox = useMailbox();
const ENVIRONMENT = { LOGIN_BY_EMAIL: 'on', LOGIN_LIMIT: '100/1m', METRICS_TOKEN };
const service = useService(() => ({ ...mailbox.environment, ...ENVIRONMENT }));

/** Opens the page of a new sign-in link. */
async function signInPage() {
  const { links } = await MAILED_LINKS.login!(service, mailbox);
  return openLink(service, links[0]!);
}

const cookiesOf = ({ headers }: { headers: Headers }) => headers.getSetCookie();

describe('/sign-in/email', () => {
  it('signs in with the cookies of cookie mode, and redirects', async () => {
    const answer = await press(service, await signInPage());
    const [refresh, device] = cookiesOf(answer);
    const cookie = refresh!.split(';')[0]!;
    const { body } = await service.post('/refresh', {}, { headers: { cookie, origin: ISSUER } });

    expect([answer.status, answer.headers.get('location'), answer.body]).toEqual([303, '/account', '']);
    expect(refresh).toMatch(
      /^__Host-watchword_refresh=[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(device).toMatch(/^__Host-watchword_device=/);
    expect((await service.get('/protected', body)).status).toBe(200);
  });

  it('names the account, so that users notice when it is not their own', async () => {
    const { links, text } = await MAILED_LINKS.login!(service, mailbox);
    const { body } = await openLink(service, links[0]!);
    expect(body).toContain(`on this device, as ${/Hello (\S+),/.exec(text)?.[1]}.`);
  });

  it('sets no cookie when it is opened, or for a link that was already used', async () => {
    const page = await signInPage();
    await press(service, page);
    const again = await press(service, page);

    expect([again.status, again.heading]).toEqual([400, 'This link does not work any more']);
    expect([...cookiesOf(page), ...cookiesOf(again)]).toEqual([]);
  });

  it('refuses a form of unknown origin, which could sign a user in to the account of an attacker', async () => {
    const { fields } = await signInPage();
    const raw = new URLSearchParams(fields);
    const refused = await service.post('/sign-in/email', undefined, { raw, headers: { origin: 'null' } });

    expect([refused.status, cookiesOf(refused)]).toEqual([403, []]);
    expect((await service.post('/sign-in/email', undefined, { raw })).status).toBe(303);
  });

  it('is counted in the metrics as a sign-in', async () => {
    const succeeded = async () =>
      (await service.get('/metrics', { token: METRICS_TOKEN })).body.match(/outcome="succeeded"} (\d+)/)?.[1];
    const before = Number((await succeeded()) ?? 0);
    const page = await signInPage(); // its user also signs in with a password
    await press(service, page);

    expect(Number(await succeeded())).toBe(before + 2);
  });
});

describe('/sign-in/email', () => {
  const off = useService(() => mailbox.environment);
  const insecure = useService(() => ({
    ...mailbox.environment,
    ...ENVIRONMENT,
    ISSUER: 'http://auth.example.com',
    TRUST_PROXY: '127.0.0.1/32',
  }));

  it('returns 404 unless LOGIN_BY_EMAIL=on', async () => {
    for (const method of ['GET', 'POST']) expect((await off.send(method, '/sign-in/email')).status).toBe(404);
  });

  it('says when a browser would not keep the cookie, and the link still works', async () => {
    const { links } = await MAILED_LINKS.login!(insecure, mailbox);
    const page = await openLink(insecure, links[0]!);
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-host': 'auth.example.com' };

    const { status, heading } = await press(insecure, page, {}, headers);

    expect([status, heading]).toEqual([400, 'Your browser would not keep you signed in']);
    expect((await openLink(insecure, links[0]!)).status).toBe(200);
  });
});
