import { factorAnswerOf } from './factor-code.js';

describe('a code that is typed', () => {
  it.each(['287082', ' 287 082 ', '287-082'])('%j is of an authenticator app', (typed) =>
    expect(factorAnswerOf(typed)).toEqual({ kind: 'totp', code: '287082' }),
  );

  it.each(['K7PD-2XQA-MZ4E-TR6C', 'k7pd2xqamz4etr6c', '28708', '2870822', '٢٨٧٠٨٢', ''])(
    '%j is none, and stays as it is',
    (typed) => expect(factorAnswerOf(typed)).toEqual({ kind: 'recovery_code', code: typed }),
  );
});
