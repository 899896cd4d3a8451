import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { RolesService } from './roles.service.js';
import { SYSTEM } from '../common/actor.js';
import { ADMIN, USER } from '../common/role-names.js';
import { Config } from '../config/config.js';
import { NameTaken } from './users.errors.js';
import { AccountCreationService } from './account-creation.service.js';

/** Creates the first admin from ADMIN_NAME and ADMIN_PASSWORD if there is no admin. */
@Injectable()
export class FirstAdminService implements OnApplicationBootstrap {
  private readonly logger = new Logger(FirstAdminService.name);

  constructor(
    private readonly config: Config,
    private readonly roles: RolesService,
    private readonly creation: AccountCreationService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { ADMIN_NAME: name, ADMIN_PASSWORD: password } = this.config;
    if (!name || !password || (await this.roles.hasAdmin())) return;
    try {
      await this.creation.create({ name, password, roles: [ADMIN, USER] }, SYSTEM);
      this.logger.log(`made the first admin, ${name}`);
    } catch (error) {
      if (!(error instanceof NameTaken)) throw error;
      // Another replica was faster, or the name belongs to a user, who must not become an admin by this.
      this.logger.warn(`did not make an admin: the name ${name} is taken`);
    }
  }
}
