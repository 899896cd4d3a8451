import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { AddressedService } from './addressed-service.js';

interface Message {
  readonly type: 'ready' | 'accepted' | 'refused';
  readonly token: string;
  readonly at: number;
}

/** Services in separate processes, each with a verifier. */
export class Fleet {
  private readonly members: ChildProcess[] = [];

  constructor(private readonly service: AddressedService) {}

  /** Starts `count` members, and waits until every verifier is running. */
  async start(count: number): Promise<void> {
    const { id, secret } = this.service.credentials;
    const env = { ISSUER: this.service.origin, CLIENT_ID: id, CLIENT_SECRET: secret };
    for (let index = 0; index < count; index++)
      this.members.push(fork(join(__dirname, 'fleet-member.mjs'), { env, execArgv: [] }));
    await Promise.all(this.members.map((member) => next(member, ({ type }) => type === 'ready')));
  }

  stop(): void {
    for (const member of this.members) member.kill('SIGKILL');
  }

  /**
   * Makes every member watch the token; resolves when all have accepted it. `refused` resolves with the times when each
   * refused it as revoked.
   */
  async watch(token: string): Promise<{ refused: Promise<Message[]> }> {
    const all = (type: Message['type']) =>
      Promise.all(
        this.members.map((member) => next(member, (one) => one.type === type && one.token === token)),
      );
    const [accepted, refused] = [all('accepted'), all('refused')];
    for (const member of this.members) member.send(token);
    await accepted;
    return { refused };
  }
}

function next(member: ChildProcess, isIt: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: Message) => {
      if (!isIt(message)) return;
      member.off('message', onMessage).off('exit', onExit);
      resolve(message);
    };
    const onExit = (code: number) => reject(new Error(`a member of the fleet ended with ${code}`));
    member.setMaxListeners(0).on('message', onMessage).on('exit', onExit);
  });
}
