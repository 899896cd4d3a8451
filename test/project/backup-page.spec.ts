import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path: string) => readFileSync(join(__dirname, '..', '..', path), 'utf8');
const page = read('docs/backup.md');
const named = [...page.matchAll(/npm run cli -- ([a-z][a-z -]*[a-z])/g)].map(([, words]) => words as string);
/** Parsed, not imported, because each command imports the whole application. */
const known = [...read('src/cli/commands.ts').matchAll(/\['([a-z -]+)', \w+\]/g)].map(
  ([, name]) => name as string,
);

describe('docs/backup.md', () => {
  it('names only existing commands', () => {
    expect(named).toEqual(expect.arrayContaining(['after-restore', 'sessions end --all', 'doctor']));
    const isKnown = (words: string) => known.some((name) => `${words} `.startsWith(`${name} `));
    expect(named.filter((words) => !isKnown(words))).toEqual([]);
  });

  it('says what to run after each way to restore', () => {
    const restores = page.split('```').filter((block) => /^sh\n(rm|mariadb |mysql )/.test(block));

    expect(restores).toHaveLength(3);
    for (const block of restores) expect(block.trimEnd()).toMatch(/\nnpm run cli -- after-restore$/);
  });
});
