import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './process.js';

/** A separate Redis for a test, which may kill it. */
export class TestRedis {
  url = '';
  private child!: ChildProcess;

  /** Starts it; after a kill, again at the same address. */
  async start(): Promise<this> {
    const port = this.url ? Number(new URL(this.url).port) : await freePort();
    this.url = `redis://127.0.0.1:${port}`;
    this.child = spawn('redis-server', [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
    ]);
    for (let tries = 0; tries < 100; tries++) {
      if (await answers(port)) return this;
      await sleep(50);
    }
    throw new Error('redis-server does not respond: is it installed?');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
