import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SentMail } from './mailbox.js';

/** The path of the service in `dist/` of this package. It is the same relative to `dist/` and to `src/`. */
const SERVICE = join(__dirname, '..', 'dist', 'service', 'testing.mjs');

/** Messages from the service. */
type Message =
  | { readonly ready: string; readonly audience: string }
  | { readonly failed: string }
  | { readonly travelled: number }
  | { readonly mail: SentMail };

/**
 * Runs the service in its own process, which ends when this process ends for any reason. They communicate over the
 * channel of `fork`, which no other process can open.
 */
export class ServiceProcess {
  url = '';
  audience = '';

  private constructor(private readonly child: ChildProcess) {}

  /** Starts the service, and waits until it responds to requests. @throws Error with the reason when it cannot start */
  static async start(
    settings: Readonly<Record<string, string>>,
    onMail: (mail: SentMail) => void,
  ): Promise<ServiceProcess> {
    // The NODE_ variables are options for the tests, such as a debugger's port or a loader, and not for the service.
    const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_'));
    const child = fork(SERVICE, { execArgv: [], env: Object.fromEntries(environment) });
    child.on('message', (message: Message) => void ('mail' in message && onMail(message.mail)));
    const service = new ServiceProcess(child);
    try {
      const { ready, audience } = await service.ask({ start: settings }, 'ready');
      return Object.assign(service, { url: ready, audience });
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  /** Moves the clock of the service. Returns its lead over the clock of the machine, in milliseconds. */
  async travel(seconds: number): Promise<number> {
    return (await this.ask({ travel: seconds }, 'travelled')).travelled;
  }

  /** Ends the service, and waits until its process has ended and removed its files. */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const exit = once(this.child, 'exit');
    this.hold();
    if (this.child.connected) this.child.disconnect();
    await exit;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Sends a command and waits for its result. */
  private async ask<K extends string>(
    order: object,
    answer: K,
  ): Promise<Extract<Message, Record<K, unknown>>> {
    this.hold();
    try {
      return await new Promise((resolve, reject) => {
        const settle = (message: Message) => {
          if (answer in message) resolve(message as Extract<Message, Record<K, unknown>>);
          else if ('failed' in message) reject(new Error(`Watchword cannot start. ${message.failed}`));
          else return;
          this.child.off('message', settle).off('exit', end).off('error', reject);
        };
        const end = () => reject(new Error('The process of Watchword has ended.'));
        this.child.on('message', settle).once('exit', end).once('error', reject);
        this.child.send(order, (error) => void (error && reject(error)));
      });
    } finally {
      this.release();
    }
  }

  /** Keeps this process alive while it waits for the service. */
  private hold(): void {
    this.child.ref();
    this.child.channel?.ref();
  }

  /** Lets this process end without `close`. The channel then closes, and the service ends. */
  private release(): void {
    this.child.unref();
    this.child.channel?.unref();
  }
}
