import type { SMTPServerOptions } from 'smtp-server';
import { Mailbox } from './mailbox.js';

/** How the server treats the next mails. */
type Mood = 'takes' | 'refuses for now' | 'refuses' | 'hangs' | 'is silent' | 'drops' | 'loses answers';

const REFUSALS = { 'refuses for now': 451, refuses: 550 } as const;

/** A mailbox that can fail in all ways of real SMTP servers. */
export class UnreliableMailbox extends Mailbox {
  /** The current behaviour. */
  mood: Mood = 'takes';
  /** Fails for one mail in this many. */
  oneIn = 1;
  failures = 0;
  private turns = 0;

  constructor(options: SMTPServerOptions = {}) {
    super({
      ...options,
      onConnect: (_session, done) => void (this.mood === 'is silent' || done()),
      onRcptTo: (_address, _session, done) => {
        const code = REFUSALS[this.mood as keyof typeof REFUSALS];
        if (code === undefined || !this.isTurn()) return done();
        return done(Object.assign(new Error('not now, http://evil.example'), { responseCode: code }));
      },
      onData: (stream, session, done) => {
        stream.on('error', () => undefined); // the client was killed
        const to = session.envelope.rcptTo[0]!.address;
        if (this.mood === 'hangs' && this.isTurn()) stream.resume();
        else if (this.mood === 'drops' && this.isTurn()) this.cut(session.id);
        else
          void this.take(stream, to).then(
            this.mood === 'loses answers' && this.isTurn() ? () => this.cut(session.id) : () => done(),
            done,
          );
      },
    });
  }

  /** Closes the connection of a session without a reply. */
  private cut(id: string): void {
    for (const connection of this.server.connections) if (connection.id === id) connection.close();
  }

  private isTurn(): boolean {
    const isTurn = this.turns++ % this.oneIn === 0;
    if (isTurn) this.failures++;
    return isTurn;
  }
}
