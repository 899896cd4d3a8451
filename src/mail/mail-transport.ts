/** A finished mail, ready to be sent. */
export interface RenderedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly date: Date;
  readonly headers: Readonly<Record<string, string>>;
}

/** A way to send mails. */
export abstract class MailTransport {
  /** Whether mails can be sent. */
  abstract readonly isAvailable: boolean;

  /** Sends a mail. It resolves once the other side has accepted it. @throws DeliveryFailed */
  abstract send(mail: RenderedMail, signal: AbortSignal): Promise<void>;
}
