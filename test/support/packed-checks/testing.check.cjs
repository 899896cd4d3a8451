const { startWatchword } = require('@watchword/testing');

/* global test, expect, beforeAll, afterAll */
let watchword;
beforeAll(async () => {
  watchword = await startWatchword();
}, 60_000);
afterAll(() => watchword.close());

test('a person is signed in', async () => {
  const ada = await watchword.person({ name: 'ada' });

  expect((await ada.request('GET', '/me')).body.name).toBe('ada');
});
