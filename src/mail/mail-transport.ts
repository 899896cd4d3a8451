/** A mail as it leaves: every text is finished. */
export interface RenderedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly date: Date;
  readonly headers: Readonly<Record<string, string>>;
}

/** A way by which mails leave. */
export abstract class MailTransport {
  /** Whether mails leave at all. */
  abstract readonly isAvailable: boolean;

  /** Hands a mail over. It resolves once the other side has taken it. @throws DeliveryFailed */
  abstract send(mail: RenderedMail, signal: AbortSignal): Promise<void>;
}
