import { Unavailable } from '../../src/common/common.errors.js';
import { toProblem } from '../../src/http/problem-mapping.js';
import { meaningOf } from '../../src/database/error-numbers.js';

const failure = (errno: number) => Object.assign(new Error('en français'), { errno });

describe('meaningOf', () => {
  it.each([1020, 1047, 1205, 1213, 1412, 1615, 3101])('returns repeat for %i', (errno) => {
    expect(meaningOf({ errno })).toBe('repeat');
  });

  it.each([1045, 1053, 1153, 1290, 1399, 1665, 1792, 1836, 1927, 3032, 3796, 4031])(
    'returns reconnect for %i',
    (errno) => expect(meaningOf({ errno })).toBe('reconnect'),
  );

  it.each([
    1021, 1037, 1038, 1040, 1041, 1049, 1114, 1129, 1203, 1206, 1226, 1317, 1461, 1969, 3024, 3098, 3100,
  ])('returns unavailable for %i', (errno) => {
    expect(meaningOf({ errno })).toBe('unavailable');
    expect(toProblem(failure(errno))).toBeInstanceOf(Unavailable);
  });

  it.each([1054, 1062, 1064, 1146, 1366, 1406, 3819])(
    'returns nothing for %i, a wrong statement',
    (errno) => {
      expect(meaningOf({ errno })).toBeUndefined();
      expect(toProblem(failure(errno)).kind.status).toBe(500);
    },
  );
});
