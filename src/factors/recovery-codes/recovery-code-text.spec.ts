import { hashOfRecoveryCode, newRecoveryCode } from './recovery-code-text.js';

const KEY = Buffer.alloc(32, 1);

describe('a recovery code', () => {
  it('has sixteen letters of base32, which are 80 random bits', () => {
    const codes = Array.from({ length: 100 }, newRecoveryCode);

    for (const code of codes) expect(code).toMatch(/^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/);
    expect(new Set(codes).size).toBe(100);
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
  });

  it('is the same in small letters, with blanks and without hyphens', () => {
    const spellings = ['ABCD-EFGH-2345-WXYZ', 'abcd efgh 2345 wxyz', ' abcdEFGH2345wxyz '];

    expect(new Set(spellings.map((code) => hashOfRecoveryCode('a', code, KEY))).size).toBe(1);
  });

  it('has another hash for another user, and under another key', () => {
    const hashes = [
      hashOfRecoveryCode('a', 'ABCD', KEY),
      hashOfRecoveryCode('b', 'ABCD', KEY),
      hashOfRecoveryCode('a', 'ABCD', Buffer.alloc(32, 2)),
    ];

    expect(new Set(hashes).size).toBe(3);
  });
});
