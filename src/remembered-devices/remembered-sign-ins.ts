import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { NoticesService, whereOf } from '../notices/notices.service.js';
import { type Credentials, CredentialsService } from '../users/credentials.service.js';
import { browserCookie, browserTokensOf, newBrowserToken } from './browser-tokens.js';
import { RememberedDevicesService } from './remembered-devices.service.js';

/** What sign-ins do with remembered devices. */
@Injectable()
export class RememberedSignIns {
  constructor(
    private readonly devices: RememberedDevicesService,
    private readonly credentials: CredentialsService,
    private readonly audit: AuditService,
    private readonly notices: NoticesService,
  ) {}

  /** For how many seconds a browser is remembered: nothing where none is. */
  get seconds(): number | undefined {
    return this.devices.seconds;
  }

  /**
   * The id of the device where this user needs no second factor, if the client has its cookie; without one it costs no
   * statement. The user's row is locked before the device's, as all do that forget devices. Nothing, too, when the account
   * changed since it was read.
   */
  async recognize(
    user: Credentials,
    client: ClientContext,
    transaction: Transaction,
  ): Promise<string | undefined> {
    const tokens = this.seconds === undefined ? [] : browserTokensOf(client);
    if (tokens.length === 0 || !(await this.credentials.lock(user, transaction))) return undefined;
    return this.devices.use(user.id, tokens, transaction);
  }

  /** Remembers the client of a user whose row is locked. Returns what its cookie has to hold: nothing where MFA_REMEMBER is off. */
  async remember(
    user: Credentials,
    origin: RequestOrigin,
    client: ClientContext,
    transaction: Transaction,
  ): Promise<string | undefined> {
    const { id: userId } = user;
    const { seconds } = this;
    if (seconds === undefined) return undefined;
    const others = await this.devices.replace(userId, browserTokensOf(client), transaction);
    const token = newBrowserToken();
    const device = await this.devices.add(userId, token, seconds, origin, transaction);
    const actor = { ...origin, id: userId };
    const event = { type: 'device.remembered', actor, subject: userId, detail: { device } } as const;
    await this.audit.record(event, transaction);
    const particulars = { what: 'remembered', ...whereOf(origin) } as const;
    await this.notices.send('factors_changed', user, particulars, origin, transaction);
    return browserCookie(token, others);
  }
}
