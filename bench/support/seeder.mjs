import { v7 as uuidv7 } from 'uuid';
import { connect } from './database.mjs';

const CHUNK = 2000;

/** The name of the nth seeded user: names sort as they are numbered, and are their own canonical form. */
export const nameOf = (n) => `user${String(n).padStart(8, '0')}`;

/** What a copied row does not share with its model, by table. Every other column is the same. */
const COPIES = {
  users: (row, id, n) => ({ ...row, id, name: nameOf(n), name_key: nameOf(n) }),
  user_roles: (row, id) => ({ ...row, user_id: id }),
  sessions: (row, id) => ({ ...row, id: uuidv7(), user_id: id }),
};

/**
 * Writes users straight into the database: copies of one that Watchword made, with its roles and its session. So the
 * seeder need not know the columns, and everybody has the model's password.
 * @param {string} databaseUrl
 * @param {{ model: string, count: number }} what the model's name, and how many copies
 */
export async function seed(databaseUrl, { model, count }) {
  const database = await connect(databaseUrl);
  try {
    const [user] = await database.query('SELECT * FROM users WHERE name = ?', [model]);
    const models = { users: user };
    for (const table of ['user_roles', 'sessions']) models[table] = await rowOf(database, table, user.id);
    for (let first = 1; first <= count; first += CHUNK) {
      await copy(database, models, first, Math.min(count, first + CHUNK - 1));
    }
    // MySQL counts again by itself, but only seconds later, and until then it may read whole tables.
    await database.analyze(Object.keys(models).filter((table) => models[table]));
  } finally {
    await database.close();
  }
}

async function copy(database, models, first, last) {
  const people = [];
  for (let n = first; n <= last; n++) people.push([uuidv7(), n]);
  for (const [table, model] of Object.entries(models)) {
    if (!model) continue;
    await database.insert(
      table,
      people.map(([id, n]) => COPIES[table](model, id, n)),
    );
  }
}

/** A row of the user's, or nothing where this build has no such table yet. */
async function rowOf(database, table, userId) {
  try {
    const [row] = await database.query(`SELECT * FROM ${table} WHERE user_id = ? LIMIT 1`, [userId]);
    return row;
  } catch (error) {
    if (error.code === 'ER_NO_SUCH_TABLE' || /no such table/.test(error.message)) return undefined;
    throw error;
  }
}
