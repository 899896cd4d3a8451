import type { Command } from './command.js';
import { migrateCommand } from './migrate.command.js';
import { openapiCommand } from './openapi.command.js';
import { usersCreateCommand } from './users-create.command.js';

/** Every command by its name. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['migrate', migrateCommand],
  ['users create', usersCreateCommand],
  ['openapi', openapiCommand],
]);
