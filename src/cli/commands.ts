import { auditVerifyCommand } from './audit-verify.command.js';
import type { Command } from './command.js';
import { doctorCommand } from './doctor.command.js';
import { keysRotateCommand } from './keys-rotate.command.js';
import { migrateCommand } from './migrate.command.js';
import { openapiCommand } from './openapi.command.js';
import { usersCreateCommand } from './users-create.command.js';

/** Every command by its name. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['migrate', migrateCommand],
  ['users create', usersCreateCommand],
  ['keys rotate', keysRotateCommand],
  ['audit verify', auditVerifyCommand],
  ['doctor', doctorCommand],
  ['openapi', openapiCommand],
]);
