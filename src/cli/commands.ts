import { afterRestoreCommand } from './after-restore.command.js';
import { auditVerifyCommand } from './audit-verify.command.js';
import type { Command } from './command.js';
import { doctorCommand } from './doctor.command.js';
import { keysRotateCommand } from './keys-rotate.command.js';
import { mailTestCommand } from './mail-test.command.js';
import { migrateCommand } from './migrate.command.js';
import { openapiCommand } from './openapi.command.js';
import { sessionsEndCommand } from './sessions-end.command.js';
import { usersCreateCommand } from './users-create.command.js';

/** All commands by name. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['migrate', migrateCommand],
  ['users create', usersCreateCommand],
  ['keys rotate', keysRotateCommand],
  ['sessions end', sessionsEndCommand],
  ['after-restore', afterRestoreCommand],
  ['audit verify', auditVerifyCommand],
  ['mail test', mailTestCommand],
  ['doctor', doctorCommand],
  ['openapi', openapiCommand],
]);
