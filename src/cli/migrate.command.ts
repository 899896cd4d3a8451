import { migrate } from '../database/migrator.js';
import type { Command } from './command.js';

/** Brings the database to the newest schema. */
export const migrateCommand: Command = {
  usage: 'migrate                                bring the database to the newest schema',
  run: async (_words, config) => {
    const applied = await migrate(config.DATABASE_URL);
    return applied.length === 0 ? 'Nothing to do.\n' : applied.map((name) => `applied ${name}\n`).join('');
  },
};
