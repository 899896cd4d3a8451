import { type ReactNode, useSyncExternalStore } from 'react';
import type { Session } from './access-token.js';
import type { User } from './session-memory.js';
import type { Watchword } from './watchword.js';

/** Returns the user: null without a session, undefined until it is known, and always undefined on a server. */
export function useUser(watchword: Watchword): User | null | undefined {
  return useSyncExternalStore(watchword.onChange, () => watchword.user, unknown);
}

/** Returns the session: null without one, undefined until it is known, and always undefined on a server. */
export function useSession(watchword: Watchword): Session | null | undefined {
  return useSyncExternalStore(watchword.onChange, () => watchword.session, unknown);
}

/** The properties of `<SignedIn>`. */
export interface SignedInProps {
  readonly watchword: Watchword;
  readonly children: ReactNode;
  /** Shown if there is no session. Nothing is shown until it is known whether there is one. */
  readonly fallback?: ReactNode;
}

/** Shows its children to users who are signed in. */
export function SignedIn({ watchword, children, fallback }: SignedInProps): ReactNode {
  const session = useSession(watchword);
  if (session === undefined) return null;
  return session === null ? fallback : children;
}

const unknown = () => undefined;
