/** A salt and a digest that match no password. Comparing with them costs as much as with a real hash. */
const DUMMY = { salt: 'Watchword.nobody.salt.', digest: 'Watchword.nobody.has.this.hash.' };

/** Returns a hash that no password matches. Comparing with it makes unknown names take the same time. */
export function dummyHash(cost: number): string {
  return `$bcrypt-sha256$v=2,t=2b,r=${cost}$${DUMMY.salt}$${DUMMY.digest}`;
}
