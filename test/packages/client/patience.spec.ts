import { patiently } from '../../../packages/client/src/patience.js';

/** Returns a service that gives these answers one after the other, and a clock for which waits take no time. */
function busyService(...answers: [status: number, retryAfter?: string][]) {
  const waits: number[] = [];
  const left = answers.map(
    ([status, wait]) => new Response('', { status, headers: wait ? { 'retry-after': wait } : {} }),
  );
  const surroundings = {
    fetch: async () => left.shift()!,
    now: () => Date.UTC(2026, 0, 1),
    sleep: async (milliseconds: number) => void waits.push(milliseconds),
  };
  return { surroundings, waits };
}

describe('a call to a busy service', () => {
  it.each([
    ['GET', 503, '2', [2000], 200],
    ['GET', 429, 'Thu, 01 Jan 2026 00:00:03 GMT', [3000], 200],
    ['POST', 429, '0', [100], 200],
    ['POST', 503, '2', [], 503], // the service may have carried it out
    ['GET', 503, '11', [], 503], // too long to wait
    ['GET', 503, undefined, [], 503],
    ['GET', 503, 'soon', [], 503],
    ['GET', 500, '1', [], 500],
  ])(
    'that is a %s, after %i with Retry-After: %s waits %j ms',
    async (method, busy, wait, waited, status) => {
      const { surroundings, waits } = busyService([busy, wait], [200]);

      const answer = await patiently(new Request('https://auth.example.com/me', { method }), surroundings);

      expect([waits, answer.status]).toEqual([waited, status]);
    },
  );

  it('waits for at most ten seconds in total', async () => {
    const { surroundings, waits } = busyService([503, '6'], [503, '4'], [503, '1'], [200]);

    const answer = await patiently(new Request('https://auth.example.com/me'), surroundings);

    expect([waits, answer.status]).toEqual([[6000, 4000], 503]);
  });
});
