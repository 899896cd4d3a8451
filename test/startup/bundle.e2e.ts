import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CHUNKS = join(__dirname, '..', '..', 'dist', 'chunks');

describe('the bundle', () => {
  it('has only Latin-1 characters, because V8 would otherwise store a whole file with two bytes per character', () => {
    const files = readdirSync(CHUNKS);
    const wide = files.filter((file) => /[^\0-\xff]/.test(readFileSync(join(CHUNKS, file), 'utf8')));

    expect(files).not.toEqual([]);
    expect(wide).toEqual([]);
  });
});
