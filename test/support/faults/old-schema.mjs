// Migrates a database as far as a build did that had only the first so many migrations.
import { migrations } from '../../../dist/database/migrations.js';
import { migrate } from '../../../dist/database/migrator.js';

migrations.length = Number(process.env.MIGRATIONS);
await migrate(process.env.DATABASE_URL);
