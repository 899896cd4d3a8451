import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/actor.js';
import { DeviceApprovals } from '../device-sign-in/device-approvals.service.js';
import { DeviceLookup } from '../device-sign-in/device-lookup.service.js';
import { userCodeOf } from '../device-sign-in/user-codes.js';
import type { SessionHolder } from '../sessions/session-holders.js';
import { BrowserSessions } from './browser-sessions.js';
import { OPEN_PAGES, type OpenDoneView, type OpenFormView } from './open-page-view.js';
import type { Visit } from './open-pages.service.js';
import { PageAddresses } from './page-addresses.js';
import type { DeviceForm } from './page.dto.js';
import { SeeOther } from './see-other.filter.js';

/** The origin of a request, and the network of the client, which limits treat as one caller. */
type Sender = RequestOrigin & { readonly network: string };

/** Decides what the page for devices shows: the form for the code, the confirmation, or the result. */
@Injectable()
export class DevicePages {
  constructor(
    private readonly sessions: BrowserSessions,
    private readonly addresses: PageAddresses,
    private readonly devices: DeviceLookup,
    private readonly approvals: DeviceApprovals,
  ) {}

  /**
   * Returns the form for the code. A code in the address is filled in, but not checked. @throws SeeOther when no user
   * is signed in
   */
  async form({ cookie, address }: Visit, userCode: unknown): Promise<OpenFormView> {
    await this.holderOf(cookie, address);
    const code = typeof userCode === 'string' ? userCodeOf(userCode) : undefined;
    return { kind: 'open form', page: 'device', typed: code === undefined ? {} : { user_code: code } };
  }

  /**
   * Returns the confirmation if the form has no decision yet, and the result if it has one. @throws SeeOther when no
   * user is signed in, InvalidGrant, RateLimited
   */
  async answer(
    { user_code, user, decision }: DeviceForm,
    { cookie }: Visit,
    { network, ...origin }: Sender,
  ): Promise<OpenFormView | OpenDoneView> {
    const address = `${OPEN_PAGES.device.path}?user_code=${encodeURIComponent(user_code)}`;
    const holder = await this.holderOf(cookie, address);
    const { name, id: userId } = holder.user;
    const device = await this.devices.find(user_code, { userId, network });
    const { clientName: client, userCode } = device;
    // The confirmation named the user who was signed in then. Another user may have signed in since.
    if (decision === undefined || user !== userId)
      return { kind: 'open form', page: 'device_confirm', secret: userCode, name, userId, client };
    if (decision === 'deny') {
      await this.approvals.deny(device, holder, origin);
      return { kind: 'open done', page: 'device_confirm', outcome: 'denied' };
    }
    await this.approvals.approve(device, holder, origin);
    return { kind: 'open done', page: 'device_confirm', outcome: 'done' };
  }

  private async holderOf(cookie: string | undefined, address: string): Promise<SessionHolder> {
    const holder = await this.sessions.find(cookie);
    if (!holder) throw new SeeOther(this.addresses.signInBefore(address));
    return holder;
  }
}
