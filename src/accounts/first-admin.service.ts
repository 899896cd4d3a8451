import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ADMIN, RolesService, USER } from '../access/roles.service.js';
import { Config } from '../config/config.js';
import { NameTaken } from '../users/users.errors.js';
import { UserAdministrationService } from './user-administration.service.js';

/** Makes the first admin from ADMIN_NAME and ADMIN_PASSWORD when there is none. */
@Injectable()
export class FirstAdminService implements OnApplicationBootstrap {
  private readonly logger = new Logger(FirstAdminService.name);

  constructor(
    private readonly config: Config,
    private readonly roles: RolesService,
    private readonly administration: UserAdministrationService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { ADMIN_NAME: name, ADMIN_PASSWORD: password } = this.config;
    if (!name || !password || (await this.roles.hasAdmin())) return;
    try {
      await this.administration.create({ name, password, roles: [ADMIN, USER] });
      this.logger.log(`made the first admin, ${name}`);
    } catch (error) {
      if (!(error instanceof NameTaken)) throw error;
      // Another replica was faster, or the name is somebody's: making that somebody an admin would be a gift.
      this.logger.warn(`did not make an admin: the name ${name} is taken`);
    }
  }
}
