import { type Session, sessionOf } from './access-token.js';
import type { Schemas } from './problems.js';

/** A user as the service returns it. */
export type User = Schemas['User'];

/** An access token, its times and its user. It is kept only in memory, and is sent to the other tabs. */
export interface Held {
  readonly token: string;
  /** In milliseconds since the epoch, by the clock of this machine. */
  readonly expiresAt: number;
  /** When to request the next one, so that no call has to wait for it. */
  readonly renewAt: number;
  /** Undefined while it could not be loaded from the service. */
  readonly user: User | undefined;
}

/** The new user and session. Undefined: not known yet. Null: no user is signed in. */
export interface Change {
  readonly user: User | null | undefined;
  readonly session: Session | null | undefined;
}

/** The session in memory, and the listeners for its changes. */
export class SessionMemory {
  /** Undefined until it is known whether there is a session; null without one. */
  held: Held | null | undefined;
  session: Session | null | undefined;
  user: User | null | undefined;
  /** Called when a token is set or removed, also if another tab did it. */
  onKept = () => {};
  readonly listeners = new Set<(change: Change) => void>();

  /** Sets the token and its user, and calls the listeners if the user or the session has changed. */
  keep(held: Held | null): void {
    this.held = held;
    const session = held && sessionOf(held.token);
    const user = held && (held.user ?? this.knownUserOf(held.token));
    this.onKept();
    if (sameJson(session, this.session) && sameJson(user, this.user)) return;
    // An equal session or user stays the same object, because some listeners compare by identity.
    this.session = sameJson(session, this.session) ? this.session : session;
    this.user = sameJson(user, this.user) ? this.user : user;
    for (const listener of this.listeners) listener({ user: this.user, session: this.session });
  }

  /** Returns the known user if it is that of the token. */
  knownUserOf(token: string): User | undefined {
    return this.user?.id === sessionOf(token).userId ? (this.user ?? undefined) : undefined;
  }
}

const sameJson = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
