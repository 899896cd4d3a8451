import type { SMTPTransportOptions, Transporter } from 'nodemailer';
import { DeliveryFailed } from '../outbox/outbox.errors.js';
import { addressOf, isPlainAddress } from './address.js';
import { MailTransport, type RenderedMail } from './mail-transport.js';
import { smtpFaultCode } from './smtp-faults.js';

/** Sends mails through an SMTP server, with a new connection for each mail. */
export class SmtpTransport extends MailTransport {
  readonly isAvailable = true;
  private loading: Promise<Transporter> | undefined;

  constructor(
    private readonly options: SMTPTransportOptions,
    private readonly from: string,
  ) {
    super();
  }

  /**
   * Sends a mail. Sender and recipient are passed in parts, so that nodemailer does not parse them.
   * @throws DeliveryFailed
   */
  async send({ to, ...content }: RenderedMail, signal: AbortSignal): Promise<void> {
    if (!isPlainAddress(to)) throw new DeliveryFailed('invalid_address');
    const from = addressOf(this.from);
    const envelope = { from: from.address, to: [to] };
    try {
      const transporter = await this.transporter();
      await transporter.sendMail({ ...content, from, to: { name: '', address: to }, envelope, signal });
    } catch (error) {
      throw new DeliveryFailed(smtpFaultCode(error), error);
    }
  }

  /** Connects and signs in, and sends nothing. @throws the error of nodemailer */
  async verify(): Promise<void> {
    const transporter = await this.transporter();
    await transporter.verify();
  }

  /** Loads nodemailer when it is first needed, so that a service without mail does not spend memory on it. */
  private transporter(): Promise<Transporter> {
    this.loading ??= import('nodemailer').then(({ createTransport }) => createTransport(this.options));
    return this.loading;
  }
}
