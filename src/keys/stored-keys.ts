import { QueryTypes, type Sequelize } from 'sequelize';
import type { Config } from '../config/config.js';
import { WrongSecretKey } from './keys.errors.js';
import { SecretBox } from './secret-box.js';

const TABLE = 'signing_keys';

/** Whether SECRET_KEY opens every signing key of a database, on a connection of any kind. Nothing is changed. */
export async function opensStoredKeys(config: Config, sequelize: Sequelize): Promise<boolean> {
  if (!(await sequelize.getQueryInterface().tableExists(TABLE))) return true;
  const box = new SecretBox(config);
  const rows = await sequelize.query<{ id: string; sealed: string }>(
    `SELECT id, encrypted_private_key AS sealed FROM ${TABLE}`,
    { type: QueryTypes.SELECT },
  );
  try {
    for (const { id, sealed } of rows) box.open(sealed, id);
    return true;
  } catch (error) {
    if (error instanceof WrongSecretKey) return false;
    throw error;
  }
}
