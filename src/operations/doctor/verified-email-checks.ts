import type { Sequelize } from 'sequelize';
import { ADMIN } from '../../common/role-names.js';
import type { Config } from '../../config/config.js';
import { type Finding, ok, warning } from './finding.js';
import { rows } from './server-facts.js';

const CHECK = 'REQUIRE_VERIFIED_EMAIL';

/** Counts accounts without a verified address: all, and those of admins. */
const UNVERIFIED = `SELECT COUNT(*) AS total, COUNT(role_name) AS admins
  FROM users LEFT JOIN user_roles ON user_id = id AND role_name = '${ADMIN}'
  WHERE verified_email_key IS NULL AND disabled = FALSE`;

/**
 * Counts the users who cannot sign in because of REQUIRE_VERIFIED_EMAIL=true, and the admins without a verified
 * address, who can still sign in.
 */
export async function verifiedEmailFindings(
  { REQUIRE_VERIFIED_EMAIL }: Config,
  sequelize: Sequelize,
): Promise<Finding[]> {
  if (REQUIRE_VERIFIED_EMAIL === 'false') return [];
  const [found] = await rows<{ total: number; admins: number }>(sequelize, UNVERIFIED).catch(() => []);
  if (!found) return []; // not migrated yet, which another check reports
  const admins = Number(found.admins);
  const users = Number(found.total) - admins;
  return [admins === 0 ? ok(CHECK, 'every admin has a verified address') : ofAdmins(admins), ofUsers(users)];
}

function ofAdmins(count: number): Finding {
  return warning(
    CHECK,
    `admins without a verified address: ${count}. They sign in all the same, so that no admin is locked out. Each should set ` +
      'an address with PATCH /me and follow the link in the mail.',
  );
}

function ofUsers(count: number): Finding {
  const check = 'unverified users';
  if (count === 0) return ok(check, 'every user has a verified address');
  return ok(check, `${count} cannot sign in before they have verified an address`);
}
