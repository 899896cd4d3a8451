import { ADMIN } from '../support/people.js';
import { useService } from '../support/service.js';

const service = useService({ TRUST_PROXY: '127.0.0.1' });

describe('the address of a session behind a proxy that forwards text from clients', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['x'.repeat(300), '127.0.0.1'],
    ['<script>', '127.0.0.1'],
    ["203.0.113.7' OR 1=1", '127.0.0.1'],
    [`fe80::1%${'a'.repeat(60)}`, '127.0.0.1'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['[2001:db8::7]:99', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['198.51.100.1:1, 203.0.113.7:4711, 127.0.0.1:80', '203.0.113.7'],
    ['203.0.113.7:4711:1', '127.0.0.1'],
    ['', '127.0.0.1'],
  ])('for X-Forwarded-For: %.40s is %s', async (header, address) => {
    const { body, status } = await service.post('/login', ADMIN, { headers: { 'x-forwarded-for': header } });

    expect(status).toBe(200);
    const [newest] = (await service.get('/sessions', { token: body.token })).body;
    expect(newest).toMatchObject({ current: true, address });
  });
});
