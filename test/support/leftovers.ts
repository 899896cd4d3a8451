import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './verifier-kit.js';

/** Runs work with an empty folder for temporary files, the TMPDIR of its processes. Returns what stays in it. */
export async function leftovers(work: (folder: string) => Promise<void>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'leftovers-'));
  try {
    await work(folder);
    await eventually(() => readdirSync(folder).length, 0);
    return readdirSync(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether a service answers at this address. */
export function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/health/live`).then(
    () => true,
    () => false,
  );
}
