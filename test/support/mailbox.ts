import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

const MAX_WAIT_MS = 30_000;
const LOOK_MS = 20;

/** Greets its clients at once. The library waits a tenth of a second for those that speak too early, at each mail. */
class PromptServer extends SMTPServer {
  override connect(socket: Socket): void {
    super.connect(socket);
    const connection = [...this.connections].at(-1)!;
    const greet = connection.connectionReady.bind(connection);
    connection.connectionReady = () => undefined; // what the library calls later
    greet();
  }
}

/** A received mail. */
export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** URLs in the text, in order. */
  readonly links: readonly string[];
  /** The value of `?token=` of the first link that has one. */
  readonly token: string;
  /** The 8 digits, or an empty text. */
  readonly code: string;
  readonly messageId: string;
  readonly parsed: ParsedMail;
  /** The text after DATA. */
  readonly raw: string;
}

/** A real SMTP server that keeps its mails, for tests that read them. */
export class Mailbox {
  readonly mails: ReceivedMail[] = [];
  protected server!: SMTPServer;
  private port = 0;

  constructor(private readonly options: SMTPServerOptions = {}) {}

  /** Starts on a free port, or again on the port it had before. */
  async start(): Promise<this> {
    this.server = new PromptServer({
      authOptional: true,
      disableReverseLookup: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) =>
        void this.take(stream, session.envelope.rcptTo[0]!.address).then(() => done(), done),
      ...this.options,
    });
    this.server.on('error', () => undefined); // connections broken off by clients
    await new Promise<void>((ready) => this.server.listen(this.port, '127.0.0.1', ready));
    this.port = (this.server.server.address() as { port: number }).port;
    return this;
  }

  stop(): Promise<void> {
    return new Promise((done) => this.server.close(() => done()));
  }

  /**
   * The variables for a service that sends its mails here. Available after the start: `useService(() =>
   * mailbox.environment)`.
   */
  get environment(): Record<string, string> {
    return { SMTP_URL: `smtp://127.0.0.1:${this.port}`, MAIL_FROM: 'Watchword <auth@example.com>' };
  }

  /** Returns all mails to an address. */
  to(address: string): ReceivedMail[] {
    return this.mails.filter(({ to }) => to === address);
  }

  /** Waits until there are `count` mails to an address. */
  async waitFor(address: string, count = 1): Promise<ReceivedMail[]> {
    for (const begin = Date.now(); this.to(address).length < count; await sleep(LOOK_MS))
      if (Date.now() - begin > MAX_WAIT_MS)
        throw new Error(`${this.to(address).length} of ${count} mails to ${address} have arrived`);
    return this.to(address);
  }

  /** Waits for the mail with this number to an address, from 1. */
  async next(address: string, number = 1): Promise<ReceivedMail> {
    return (await this.waitFor(address, number))[number - 1]!;
  }

  /** Stores a mail. For tests that replace `onData`. */
  async take(stream: NodeJS.ReadableStream, to: string): Promise<void> {
    stream.on('error', () => undefined); // the client was killed
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer));
    this.mails.push(await received(Buffer.concat(chunks), to));
  }
}

/** Starts a mailbox before the tests of a file or a block, and stops it after them. Declare it before `useService`. */
export function useMailbox(): Mailbox {
  const mailbox = new Mailbox();
  beforeAll(() => mailbox.start().then(() => undefined));
  afterAll(() => mailbox.stop());
  return mailbox;
}

async function received(raw: Buffer, to: string): Promise<ReceivedMail> {
  const parsed = await simpleParser(raw, { skipImageLinks: true });
  const { subject = '', text = '', html, messageId = '' } = parsed;
  const links = text.match(/https?:\/\/\S+/g) ?? [];
  const tokens = links.map((link) => new URL(link).searchParams.get('token')).filter(Boolean);
  const code = /^\d{8}$/m.exec(text)?.[0] ?? '';
  return {
    to,
    subject,
    text,
    html: html || '',
    links,
    token: tokens[0] ?? '',
    code,
    messageId,
    parsed,
    raw: raw.toString(),
  };
}
