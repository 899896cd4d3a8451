import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { BrowserSessions } from './browser-sessions.js';
import { OPEN_PAGES, type OpenDoneView, type OpenFormView } from './open-page-view.js';
import { PageAddresses } from './page-addresses.js';
import { SeeOther } from './see-other.filter.js';

/** What a browser brings to a page: its refresh cookie, and where it wants to go on to. */
export interface Visit {
  readonly cookie: string | undefined;
  readonly returnTo: unknown;
}

/** Decides what the pages around a sign-in show. */
@Injectable()
export class OpenPages {
  constructor(
    private readonly sessions: BrowserSessions,
    private readonly addresses: PageAddresses,
  ) {}

  /** The form to sign in. @throws SeeOther where somebody is signed in already */
  async signIn({ cookie, returnTo }: Visit): Promise<OpenFormView> {
    if (await this.sessions.nameOf(cookie)) throw new SeeOther(this.addresses.onward(returnTo));
    return this.form('password_sign_in', returnTo);
  }

  /** Who is signed in, and the button to sign out. @throws SeeOther where nobody is */
  async account(cookie: string | undefined): Promise<OpenFormView> {
    const name = await this.sessions.nameOf(cookie);
    if (name === undefined) throw new SeeOther(this.addresses.of(OPEN_PAGES.password_sign_in.path));
    return { kind: 'open form', page: 'account', name };
  }

  /** The button to sign out, where somebody is signed in. */
  async signOut({ cookie, returnTo }: Visit): Promise<OpenFormView | OpenDoneView> {
    const name = await this.sessions.nameOf(cookie);
    if (name === undefined) return { kind: 'open done', page: 'sign_out' };
    return { ...this.form('sign_out', returnTo), name };
  }

  /** Ends the session. @throws SeeOther where there is an address to lead on to */
  async endSession({ cookie, returnTo }: Visit, actor: Actor): Promise<OpenDoneView> {
    await this.sessions.end(cookie, actor);
    const onward = this.addresses.allowed(returnTo);
    if (onward !== undefined) throw new SeeOther(onward);
    return { kind: 'open done', page: 'sign_out' };
  }

  private form(page: OpenFormView['page'], returnTo: unknown): OpenFormView {
    return { kind: 'open form', page, returnTo: this.addresses.allowed(returnTo) };
  }
}
