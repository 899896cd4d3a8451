const WAIT_MS = 4000; // shorter than the time limit of a test in jest and vitest, so that the test reports this error
const LINK = /https?:\/\/\S+/;
const CODE = /^\d{8}$/m;

/** A mail as the service sends it. */
export interface SentMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail that the service has sent. */
export interface Mail extends SentMail {
  /** The first link of the text. */
  readonly link: string | undefined;
  /** The value of `?token=` of the link. */
  readonly token: string | undefined;
  /** The code of 8 digits, for users who read their mail on another device. */
  readonly code: string | undefined;
}

/** The mails that the service has sent. No mail leaves the machine. */
export class Mailbox {
  private readonly received: Mail[] = [];
  private readonly unread: Mail[] = [];
  private readonly arrivals = new Set<() => void>();

  /** All mails so far, in the order in which they were sent. */
  get all(): readonly Mail[] {
    return this.received;
  }

  /** Returns all mails to an address so far. */
  to(address: string): Mail[] {
    return this.received.filter(({ to }) => to === address);
  }

  /**
   * Returns the next mail to an address, and waits for it if it was not sent yet. Each call returns another
   * mail, in the order in which they were sent.
   * @throws Error after `milliseconds`, with a list of the mails so far
   */
  async next(address: string, milliseconds = WAIT_MS): Promise<Mail> {
    for (const deadline = performance.now() + milliseconds; ;) {
      const index = this.unread.findIndex(({ to }) => to === address);
      if (index >= 0) return this.unread.splice(index, 1)[0]!;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(this.describeWait(address, milliseconds));
      await this.arrival(left);
    }
  }

  /** Receives a mail from the service. */
  readonly take = (sent: SentMail): void => {
    const link = LINK.exec(sent.text)?.[0];
    const token = link && (new URL(link).searchParams.get('token') ?? undefined);
    const mail = { ...sent, link, token, code: CODE.exec(sent.text)?.[0] };
    this.received.push(mail);
    this.unread.push(mail);
    for (const wake of this.arrivals) wake();
  };

  private arrival(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.arrivals.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.arrivals.add(wake);
    });
  }

  private describeWait(address: string, milliseconds: number): string {
    const others = this.received.map(({ to, subject }) => `\n  to ${to}: ${subject}`);
    return `No new mail to ${address} within ${milliseconds} ms. There were:${others.join('') || ' none'}`;
  }
}
