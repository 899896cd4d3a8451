import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sequelize } from 'sequelize-typescript';
import type { Migration } from '../../src/database/migrations/migration.js';
import { migrations } from '../../src/database/migrations.js';
import { migrate } from '../../src/database/migrator.js';
import { sequelizeOptions } from '../../src/database/sequelize-options.js';
import { freshDatabase, isSqlite } from '../support/database.js';
import { schemaListing } from '../support/schema-listing.js';

const DIRECTORY = join(__dirname, '..', '..', 'docs', 'schema');
const SUFFIX = isSqlite() ? '.sqlite.txt' : '.mysql.txt';
const HEADING = '\n-- schema\n';

/** The list of migrations, which is shortened to that of a release. */
const list = migrations as Migration[];
const all = [...list];
const { RECORD_SCHEMA: recorded } = process.env;
const names = (count: number) => all.slice(0, count).map(({ name }) => name);

afterAll(() => void list.splice(0, Infinity, ...all));

/** Returns the schema after the first migrations on an empty database. */
async function schemaAfter(count: number): Promise<string[]> {
  const database = await freshDatabase();
  list.splice(0, Infinity, ...all.slice(0, count));
  await migrate(database.url);
  const sequelize = new Sequelize(sequelizeOptions(database.url));
  try {
    return await schemaListing(sequelize);
  } finally {
    await sequelize.close();
    await database.drop();
  }
}

const textOf = (count: number, schema: string[]) =>
  `-- migrations\n${names(count).join('\n')}\n${HEADING}${schema.join('\n')}\n`;

if (recorded) {
  it(`records the schema of ${recorded}`, async () => {
    writeFileSync(join(DIRECTORY, recorded + SUFFIX), textOf(all.length, await schemaAfter(all.length)));
  });
}

describe('the schema of a release', () => {
  const files = readdirSync(DIRECTORY).filter((file) => file.endsWith(SUFFIX));

  it.each(files)('%s is still what its migrations create', async (file) => {
    const text = readFileSync(join(DIRECTORY, file), 'utf8');
    const count = text.split(HEADING)[0]!.trim().split('\n').length - 1;

    expect(textOf(count, await schemaAfter(count))).toBe(text);
  });
});
