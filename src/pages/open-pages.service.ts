import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { BrowserSessions } from './browser-sessions.js';
import {
  type ConsolePageName,
  OPEN_PAGES,
  type OpenDoneView,
  type OpenFormView,
  type OpenPageName,
  type Outcome,
} from './open-page-view.js';
import { PageAddresses } from './page-addresses.js';
import { SeeOther } from './see-other.filter.js';

/** What a browser sends to a page: its refresh cookie, and the address that it requests a redirect to. */
export interface Visit {
  readonly cookie: string | undefined;
  readonly returnTo: unknown;
  /** The path and the query of the page. */
  readonly address: string;
}

/** Decides what the pages around a sign-in show. */
@Injectable()
export class OpenPages {
  constructor(
    private readonly sessions: BrowserSessions,
    private readonly addresses: PageAddresses,
  ) {}

  /** Returns a form to sign in or up. @throws SeeOther when a user is already signed in */
  async entrance(page: OpenPageName, { cookie, returnTo }: Visit): Promise<OpenFormView> {
    if (await this.sessions.nameOf(cookie)) throw new SeeOther(this.addresses.onward(returnTo));
    return this.form(page, returnTo);
  }

  /** Returns the same form for signed-in and other users. `secret` is the value of the hidden field. */
  form(page: OpenPageName, returnTo: unknown, secret?: string): OpenFormView {
    return { kind: 'open form', page, secret, returnTo: this.addresses.allowed(returnTo) };
  }

  /** Returns the page that follows a completed form. */
  done(page: OpenPageName, returnTo: unknown, outcome: Outcome = 'done'): OpenDoneView {
    return { kind: 'open done', page, outcome, returnTo: this.addresses.allowed(returnTo) };
  }

  /** Redirects to another page. @throws SeeOther */
  elsewhere(page: OpenPageName, returnTo: unknown): never {
    throw new SeeOther(this.addresses.of(OPEN_PAGES[page].path, this.addresses.allowed(returnTo)));
  }

  /** Returns the name of the signed-in user and the button to sign out. @throws SeeOther when no user is signed in */
  async console(page: ConsolePageName, { cookie, address }: Visit): Promise<OpenFormView> {
    const name = await this.sessions.nameOf(cookie);
    if (name === undefined) throw new SeeOther(this.addresses.signInBefore(address));
    return { kind: 'open form', page, name };
  }

  /** Returns the button to sign out, or the page after it if no user is signed in. */
  async signOut({ cookie, returnTo }: Visit): Promise<OpenFormView | OpenDoneView> {
    const name = await this.sessions.nameOf(cookie);
    if (name === undefined) return { kind: 'open done', page: 'sign_out', outcome: 'done' };
    return { ...this.form('sign_out', returnTo), name };
  }

  /** Ends the session. @throws SeeOther when there is an address to redirect to */
  async endSession({ cookie, returnTo }: Visit, actor: Actor): Promise<OpenDoneView> {
    await this.sessions.end(cookie, actor);
    const onward = this.addresses.allowed(returnTo);
    if (onward !== undefined) throw new SeeOther(onward);
    return { kind: 'open done', page: 'sign_out', outcome: 'done' };
  }
}
