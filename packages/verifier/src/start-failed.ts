/** The verifier could not start. The message names the reason. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed';

  constructor(issuer: string, cause: unknown) {
    super(`The verifier cannot start with ${issuer}: ${innermostMessage(cause)}`, { cause });
  }
}

/**
 * Returns the message of the innermost cause: fetch wraps the network error ("connect ECONNREFUSED") in "fetch failed",
 * sometimes twice.
 */
function innermostMessage(error: unknown): string {
  const { cause, code, message } = error as { cause?: unknown; code?: string; message?: string };
  if (typeof cause === 'object' && cause !== null) return innermostMessage(cause);
  return message || code || String(error);
}
