import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/actor.js';
import type { ClientContext } from '../common/client-context.js';
import { NoticesService, whereOf } from '../notices/notices.service.js';
import { type Credentials, CredentialsService } from '../users/credentials.service.js';
import { browserCookie, browserTokensOf, newBrowserToken } from './browser-tokens.js';
import { RememberedDevicesService } from './remembered-devices.service.js';

/** Recognizes and remembers devices at sign-in. */
@Injectable()
export class RememberedSignIns {
  constructor(
    private readonly devices: RememberedDevicesService,
    private readonly credentials: CredentialsService,
    private readonly audit: AuditService,
    private readonly notices: NoticesService,
  ) {}

  /** Returns for how many seconds a browser is remembered. It is undefined if MFA_REMEMBER is off. */
  get seconds(): number | undefined {
    return this.devices.seconds;
  }

  /**
   * Returns the id of the device in which this user needs no second factor, if the client has its cookie.
   * Without a cookie, it runs no statement. It locks the user's row before the device's, in the same order as
   * changes that forget devices. It also returns nothing when the account changed since it was read.
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

  /**
   * Remembers the client of a user whose row is locked. Returns the value of its cookie, or nothing if
   * MFA_REMEMBER is off.
   */
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
