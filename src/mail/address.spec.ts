import { addressOf, isPlainAddress } from './address.js';

it.each([
  ['auth@example.com', { name: '', address: 'auth@example.com' }],
  ['Watchword <auth@example.com>', { name: 'Watchword', address: 'auth@example.com' }],
  ['<auth@example.com>', { name: '', address: 'auth@example.com' }],
])('%s is taken apart', (text, parts) => expect(addressOf(text)).toEqual(parts));

it.each(['a@localhost', `${'x'.repeat(200)}@example.com`, 'user+tag@bücher.example', "o'brien@example.com"])(
  '%s means one mailbox',
  (address) => expect(isPlainAddress(address)).toBe(true),
);

it.each([
  'nobody',
  '@example.com',
  'a@',
  'a@b@c',
  '"a@evil.example"@example.com',
  'a@example.com,b@evil.example',
  'a@example.com\r\nBcc: b@evil.example',
  'a b@example.com',
  '<a@example.com>',
  'a@example.com(b)',
])('%j gets no mail', (address) => expect(isPlainAddress(address)).toBe(false));
