// Migrates a database as far as a build did that had only the first so many migrations.
import { migrations } from '../../../build/database/migrations.js';
import { migrate } from '../../../build/database/migrator.js';

migrations.length = Number(process.env.MIGRATIONS);
await migrate(process.env.DATABASE_URL);
