import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { BrowserSessions } from './browser-sessions.js';
import {
  type ConsolePageName,
  OPEN_PAGES,
  type OpenDoneView,
  type OpenFormView,
  type OpenPageName,
} from './open-page-view.js';
import { PageAddresses } from './page-addresses.js';
import { SeeOther } from './see-other.filter.js';

/** What a browser brings to a page: its refresh cookie, and where it wants to go on to. */
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

  /** A form to sign in or up. @throws SeeOther where somebody is signed in already */
  async entrance(page: OpenPageName, { cookie, returnTo }: Visit): Promise<OpenFormView> {
    if (await this.sessions.nameOf(cookie)) throw new SeeOther(this.addresses.onward(returnTo));
    return this.form(page, returnTo);
  }

  /** A form for everybody. `secret` is the value that goes along unseen. */
  form(page: OpenPageName, returnTo: unknown, secret?: string): OpenFormView {
    return { kind: 'open form', page, secret, returnTo: this.addresses.allowed(returnTo) };
  }

  /** What comes after a form whose work is done. */
  done(page: OpenPageName, returnTo: unknown, isMailed = false): OpenDoneView {
    return { kind: 'open done', page, isMailed, returnTo: this.addresses.allowed(returnTo) };
  }

  /** Another page instead of this one. @throws SeeOther */
  elsewhere(page: OpenPageName, returnTo: unknown): never {
    throw new SeeOther(this.addresses.of(OPEN_PAGES[page].path, this.addresses.allowed(returnTo)));
  }

  /** Who is signed in, and the button to sign out. @throws SeeOther when no user is signed in */
  async console(page: ConsolePageName, { cookie, address }: Visit): Promise<OpenFormView> {
    const name = await this.sessions.nameOf(cookie);
    if (name === undefined) throw new SeeOther(this.addresses.signInBefore(address));
    return { kind: 'open form', page, name };
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
}
