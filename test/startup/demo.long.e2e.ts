import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { isUp, leftovers } from '../support/leftovers.js';

const ROOT = join(__dirname, '..', '..');

/** Starts the demo, and waits until it says how to end it. */
async function startDemo(TMPDIR: string) {
  const env = { PATH: process.env.PATH, TMPDIR };
  const child = spawn(process.execPath, ['scripts/demo.mjs'], { cwd: ROOT, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => void (output += chunk));
  while (!output.includes('Ctrl-C') && child.exitCode === null)
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return { child, output, url: /http:\/\/localhost:\d+/.exec(output)?.[0] ?? output };
}

it('the demo shows that two services refuse an ended session, stays up until Ctrl-C and leaves nothing behind', async () => {
  const left = await leftovers(async (folder) => {
    const { child, output, url } = await startDemo(folder);
    const docs = await fetch(`${url}/docs`);
    const account = await fetch(`${url}/account`, { redirect: 'manual' });

    child.kill('SIGINT');

    const [code] = await once(child, 'exit');
    expect(output).toMatch(
      /orders refused her token \d+ ms later\n {2}invoices refused her token \d+ ms later/,
    );
    expect(output).toContain(`Console:    ${url}/admin, as admin`);
    expect([docs.status, account.status, code, await isUp(url)]).toEqual([200, 303, 0, false]);
  });

  expect(left).toEqual([]);
});
