// Applies only the first migrations to a database, like an old build.
import { migrations } from '../../../build/database/migrations.js';
import { migrate } from '../../../build/database/migrator.js';

migrations.length = Number(process.env.MIGRATIONS);
await migrate(process.env.DATABASE_URL);
