/**
 * A delivery attempt failed. `code` is stored with the message and shown to admins, so it is never text from a server.
 */
export class DeliveryFailed extends Error {
  constructor(
    readonly code: string,
    cause?: unknown,
  ) {
    super(`delivery failed: ${code}`, { cause });
    this.name = 'DeliveryFailed';
  }
}
