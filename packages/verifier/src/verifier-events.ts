import type { Revocation } from '@watchword/protocol';

/** Events in the background, for logs or metrics. */
export type VerifierEvent =
  /** The revocation feed is connected. */
  | { readonly type: 'connected' }
  /** The connection to the feed broke off or failed. The verifier reconnects automatically. */
  | { readonly type: 'disconnected'; readonly error: Error }
  /** Tokens have been revoked. Useful to close WebSockets of a session that ended. */
  | { readonly type: 'revoked'; readonly revocation: Revocation }
  /** A token could not be checked against a fresh feed. Reported once until the feed is fresh again. */
  | { readonly type: 'stale'; readonly ageSeconds: number }
  /** A reload of the keys failed; the known keys stay in use. */
  | { readonly type: 'keys-failed'; readonly error: Error };

/** A callback for events. Its errors are ignored: see `reportTo`. */
export type Listener = (event: VerifierEvent) => void | Promise<void>;

/** Reports an event. It never throws. */
export type Report = (event: VerifierEvent) => void;

/** Wraps a listener so that its errors, thrown or rejected, do not stop the feed or end the process. */
export function reportTo(listener: Listener | undefined): Report {
  return (event) => void (async () => listener?.(event))().catch(() => undefined);
}
