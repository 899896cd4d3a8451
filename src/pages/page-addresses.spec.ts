import { loadConfig } from '../config/load-config.js';
import { PageAddresses } from './page-addresses.js';

const ALLOWED_RETURN_URLS = 'https://App.example.com, https://example.org/team, http://localhost:5173/a/';
const addressesAt = (ISSUER: string) =>
  new PageAddresses(
    loadConfig({ SECRET_KEY: 'n7oX0mXrI6f9bV3jv0o8wq5s1Yt8Zb2QkLx4cD6eF7g=', ISSUER, ALLOWED_RETURN_URLS }),
  );
const addresses = addressesAt('https://auth.example.com');

describe('an address to return to', () => {
  it.each([
    ['/', '/'],
    ['/docs?x=1#top', '/docs?x=1#top'],
    ['/a/../b', '/b'],
    ['/%0d%0aSet-Cookie:x=1', '/%0d%0aSet-Cookie:x=1'],
    ['https://auth.example.com/docs', '/docs'],
    ['https://app.example.com', 'https://app.example.com/'],
    ['HTTPS://APP.example.com:443/x?y#z', 'https://app.example.com/x?y#z'],
    ['https://example.org/team', 'https://example.org/team'],
    ['https://example.org/team?x', 'https://example.org/team?x'],
    ['https://example.org/team/a', 'https://example.org/team/a'],
    ['http://localhost:5173/a/b', 'http://localhost:5173/a/b'],
  ])('may be %j', (text, address) => expect(addresses.allowed(text)).toBe(address));

  it.each([
    undefined,
    ['/docs'],
    '',
    'docs',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/\u00a0/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    'https:evil.example',
    'https:/evil.example',
    'https:///evil.example',
    'https:\\\\evil.example',
    'https://evil.example',
    'https://app.example.com.evil.example',
    'https://app.example.com@evil.example',
    'https://user@app.example.com',
    'https://:secret@app.example.com',
    'https://evil.example\\@app.example.com',
    'https://evil.example#@app.example.com',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://example.org/',
    'https://example.org/teams',
    'https://example.org/team/../admin',
    'https://example.org/team/%2e%2e/admin',
    'https://example.org/team/..%2fadmin',
    'https://example.org/team/..%5Cadmin',
    'http://localhost:5173/a',
    'javascript:alert(1)',
    'JaVaScRiPt://%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'https://[',
    `/${'a'.repeat(2000)}`,
  ])('is not %j', (text) => {
    expect(addresses.allowed(text)).toBeUndefined();
    expect(addresses.onward(text)).toBe('/account');
  });

  it('that is not given is the account, below the path of ISSUER', () => {
    expect(addressesAt('https://example.com/auth/').onward(undefined)).toBe('/auth/account');
  });

  it('goes along from page to page, escaped', () => {
    expect(addresses.of('/sign-up', '/a?b=c&d#e')).toBe('/sign-up?return_to=%2Fa%3Fb%3Dc%26d%23e');
  });
});
