import type { Revocation } from './revocation.js';

/** What happens in the background, for a log or for metrics. */
export type VerifierEvent =
  /** The revocation feed flows. */
  | { readonly type: 'connected' }
  /** The feed broke off or could not be reached; the next attempt follows by itself. */
  | { readonly type: 'disconnected'; readonly error: Error }
  /** Tokens have been revoked. Useful to close WebSockets of a session that ended. */
  | { readonly type: 'revoked'; readonly revocation: Revocation }
  /** A token could not be checked against a fresh feed. Told once until the feed is fresh again. */
  | { readonly type: 'stale'; readonly ageSeconds: number }
  /** A reload of the keys failed; those at hand stay in use. */
  | { readonly type: 'keys-failed'; readonly error: Error };

/** Who is told. What comes of it is its own affair: see `reportTo`. */
export type Listener = (event: VerifierEvent) => void | Promise<void>;

/** Takes an event. Never throws. */
export type Report = (event: VerifierEvent) => void;

/** Makes a listener harmless: a fault of the log, thrown or rejected, must not stop the feed or end the process. */
export function reportTo(listener: Listener | undefined): Report {
  return (event) => void (async () => listener?.(event))().catch(() => undefined);
}
