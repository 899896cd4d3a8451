import { dummyHash } from './dummy-hash.js';
import { costOf, hashPassword, isOutdated, matchesHash } from './password-hash.js';

const LONG = 'abc123'.repeat(12);

/** Test vectors published by passlib for version 2 of the format. */
const PASSLIB = [
  ['', '$bcrypt-sha256$v=2,t=2b,r=5$E/e/2AOhqM5W/KJTFQzLce$WFPIZKtDDTriqWwlmRFfHiOTeheAZWe'],
  ['password', '$bcrypt-sha256$v=2,t=2b,r=5$5Hg1DKFqPE8C2aflZ5vVoe$wOK1VFFtS8IGTrGa7.h5fs0u84qyPbS'],
  [
    't\u00e1\u0411\u2113\u0259',
    '$bcrypt-sha256$v=2,t=2b,r=5$.US1fQ4TQS.ZTz/uJ5Kyn.$pzzgp40k8reM1CuQb03PvE0IDPQSdV6',
  ],
  [LONG, '$bcrypt-sha256$v=2,t=2b,r=5$X1g1nh3g0v4h6970O68cxe$zu1cloESVFIOsUIo7fCEgkdHaI9SSue'],
  [`${LONG}qwr`, '$bcrypt-sha256$v=2,t=2b,r=5$X1g1nh3g0v4h6970O68cxe$CBF9csfEdW68xv3DwE6xSULXMtqEFP.'],
  [`${LONG}xyz`, '$bcrypt-sha256$v=2,t=2b,r=5$X1g1nh3g0v4h6970O68cxe$zC/1UDUG2ofEXB6Onr2vvyFzfhEOS3S'],
] as const;

describe('password hashes', () => {
  it.each(PASSLIB)('match the published vector of %j', async (password, hash) => {
    expect(await matchesHash(password, hash)).toBe(true);
    expect(await matchesHash(`${password}x`, hash)).toBe(false);
  });

  it('of the same password differ, and match only that password', async () => {
    const [one, other] = await Promise.all([hashPassword('otters', 4), hashPassword('otters', 4)]);

    expect(one).not.toBe(other);
    expect(one).toMatch(/^\$bcrypt-sha256\$v=2,t=2b,r=4\$/);
    expect(await matchesHash('otters', one)).toBe(true);
    expect(await matchesHash('otter', one)).toBe(false);
  });

  it('depend on more than the first 72 bytes', async () => {
    const hash = await hashPassword(`${'😀'.repeat(64)}a`, 4);
    expect(await matchesHash(`${'😀'.repeat(64)}b`, hash)).toBe(false);
  });

  it('treat composed and decomposed letters as equal', async () => {
    expect(await matchesHash('ame\u0301lie', await hashPassword('am\u00e9lie', 4))).toBe(true);
  });

  it.each(['$2a$', '$2b$', '$2y$'])('of plain bcrypt are accepted with the prefix %s', async (prefix) => {
    const imported = `${prefix}05$c92SVSfjeiCD6F2nAD6y0uBpJDjdRkt0EgeC4/31Rf2LUZbDRDE.O`;
    expect(await matchesHash('U*U*U*U*', imported)).toBe(true);
    expect(await matchesHash('U*U*U*U', imported)).toBe(false);
  });

  it('for unknown names match no password', async () => {
    expect(costOf(dummyHash(4))).toBe(4);
    expect(await matchesHash('', dummyHash(4))).toBe(false);
  });

  it('are outdated when they are plain bcrypt or have a lower cost, not when it is higher', async () => {
    const hash = await hashPassword('otters', 5);
    expect([4, 5, 6].map((cost) => isOutdated(hash, cost))).toEqual([false, false, true]);
    expect(isOutdated('$2b$05$c92SVSfjeiCD6F2nAD6y0uBpJDjdRkt0EgeC4/31Rf2LUZbDRDE.O', 4)).toBe(true);
  });
});
