import { TotpSecret } from './totp-secret.js';

/** RFC 6238, appendix B: times in seconds, and the last six of the eight digits, for the secret `12345678901234567890`. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const VECTORS: [number, string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
];

const at = (seconds: number) => new Date(seconds * 1000);

describe('a TOTP secret', () => {
  it.each(VECTORS)('accepts the code of RFC 6238 at %d s, and says which step it is of', (seconds, code) => {
    expect(new TotpSecret(SECRET).stepOf(code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it('accepts the code of the step before and after, and no other', () => {
    const secret = new TotpSecret(SECRET);
    const offsets = [-60, -30, 0, 30, 60];

    const steps = offsets.map((offset) => secret.stepOf('005924', at(1234567890 + offset)));

    const step = Math.floor(1234567890 / 30);
    expect(steps).toEqual([undefined, step, step, step, undefined]);
  });

  it('has 160 random bits', () => {
    const secrets = Array.from({ length: 20 }, () => TotpSecret.make().base32);

    expect(new Set(secrets).size).toBe(20);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  });

  it.each(['', '12345', '1234567', '28708x', '２８７０８２'])('rejects %j, which is no code', (code) => {
    expect(new TotpSecret(SECRET).stepOf(code, at(59))).toBeUndefined();
  });
});
