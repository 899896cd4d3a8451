import type { Sequelize } from 'sequelize';
import { MAX_BCRYPT_COST, MIN_BCRYPT_COST } from '../../config/config.js';
import { NO_PASSWORD } from '../../passwords/password-hash.js';
import { type Finding, ok, warning } from './finding.js';
import { rows } from './server-facts.js';

/** LIKE wildcards for a salt and a digest of exact length, separated by the `$` of the service's own format. */
const AFTER_OUR_COST = `$${'_'.repeat(22)}$${'_'.repeat(31)}`;
const AFTER_PLAIN_COST = `$${'_'.repeat(53)}`;

/** Counts the hashes that no password can match: those of an unknown format or with a cost above the limit. */
export async function passwordFindings(sequelize: Sequelize): Promise<Finding[]> {
  const check = 'password hashes';
  const known = verifiableForms()
    .map((form) => `password_hash LIKE '${form}'`)
    .join(' OR ');
  const sql = `SELECT COUNT(*) AS count FROM users WHERE NOT (${known}) AND password_hash <> '${NO_PASSWORD}'`;
  const [found] = await rows<{ count: number }>(sequelize, sql).catch(() => []);
  if (!found) return []; // not migrated yet, which another check reports
  const count = Number(found.count);
  if (count === 0) return [ok(check, 'all can be verified')];
  return [
    warning(
      check,
      `${count} of an unknown format, or of a cost outside ${MIN_BCRYPT_COST} to ${MAX_BCRYPT_COST}: ` +
        'their owners cannot sign in. Import them again as $2b$, or let them choose new passwords.',
    ),
  ];
}

/** Returns the two formats of passwords/password-hash as SQL patterns. */
function verifiableForms(): string[] {
  const costs = Array.from(
    { length: MAX_BCRYPT_COST - MIN_BCRYPT_COST + 1 },
    (_, index) => MIN_BCRYPT_COST + index,
  );
  return costs.flatMap((cost) => [
    `$bcrypt-sha256$v=2,t=2b,r=${cost}${AFTER_OUR_COST}`,
    ...['a', 'b', 'y'].map((letter) => `$2${letter}$${String(cost).padStart(2, '0')}${AFTER_PLAIN_COST}`),
  ]);
}
