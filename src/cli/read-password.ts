import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Prompts for a password without showing it, or reads the first line of standard input if that is not a terminal. */
export async function readPassword(): Promise<string> {
  const isTerminal = process.stdin.isTTY;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal });
  try {
    if (isTerminal) {
      process.stderr.write('Password: ');
      return await lines.question('');
    }
    for await (const line of lines) return line;
    throw new Error('No password was given on standard input.');
  } finally {
    lines.close();
    if (isTerminal) process.stderr.write('\n');
  }
}
