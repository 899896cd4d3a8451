import { parseArgs } from 'node:util';
import { CLI } from '../common/actor.js';
import { USER } from '../common/role-names.js';
import { AccountCreationService } from '../users/account-creation.service.js';
import { migrate } from '../database/migrator.js';
import { assertFitBreachFile } from '../operations/doctor/start-checks.js';
import { nameFault } from '../users/user.fields.js';
import type { Command } from './command.js';
import { inContext } from './context.js';
import { readPassword } from './read-password.js';

/** Creates a user, such as the first admin. The password is not an argument, because `ps` shows arguments. */
export const usersCreateCommand: Command = {
  usage:
    'users create --name N [--role admin]   make a user; asks for the password, or reads it from standard input',
  run: async (words, config) => {
    const { name, role } = parse(words);
    const fault = nameFault(name, {});
    if (fault) throw new Error(`name ${fault.message}`);

    await assertFitBreachFile(config);
    const password = await readPassword();
    await migrate(config.DATABASE_URL);
    const user = await inContext(config, (app) =>
      app.get(AccountCreationService).create({ name, password, roles: [...new Set([...role, USER])] }, CLI),
    );
    return `made ${user.name} (${user.id}) with the roles ${user.roles.join(', ')}\n`;
  },
};

function parse(args: string[]): { name: string; role: string[] } {
  const options = { name: { type: 'string' }, role: { type: 'string', multiple: true } } as const;
  const { name, role = [] } = parseArgs({ args, options }).values;
  if (!name) throw new Error('Say whom to create: users create --name N [--role admin]');
  return { name, role };
}
