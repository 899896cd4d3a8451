import { counted, type CounterState, growing, steady } from './counter.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function hits(
  amount: number,
  before: CounterState | undefined,
  rule = growing({ count: 3, seconds: 60 }),
  now = 0,
) {
  let state = before;
  for (let hit = 0; hit < amount; hit++) state = counted(state, rule, now);
  return state as CounterState;
}

describe('a counter', () => {
  it('counts to one more than the limit, in a window that begins with the first hit', () => {
    expect(hits(9, undefined)).toEqual({ hits: 4, level: 0, endsAt: MINUTE });
  });

  it('starts a window of the first length after one that was not used up', () => {
    expect(hits(1, hits(2, undefined), undefined, MINUTE)).toEqual({ hits: 1, level: 0, endsAt: 2 * MINUTE });
  });

  it('starts a window twice as long after one that was used up', () => {
    expect(hits(1, hits(3, undefined), undefined, MINUTE)).toEqual({ hits: 1, level: 1, endsAt: 3 * MINUTE });
  });

  it('starts again with the first length an hour after the last window', () => {
    const before = hits(3, undefined);

    expect(hits(1, before, undefined, MINUTE + HOUR - 1).level).toBe(1);
    expect(hits(1, before, undefined, MINUTE + HOUR).level).toBe(0);
  });

  it('has windows of equal length when the rule is steady', () => {
    const rule = steady({ count: 3, seconds: 60 });

    expect(hits(1, hits(3, undefined, rule), rule, MINUTE).endsAt).toBe(2 * MINUTE);
  });
});
