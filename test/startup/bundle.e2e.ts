import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CHUNKS = join(__dirname, '..', '..', 'dist', 'chunks');

describe('the bundle', () => {
  it('has no character beyond Latin-1, for which V8 would keep a whole file in two bytes a character', () => {
    const files = readdirSync(CHUNKS);
    const wide = files.filter((file) => /[^\0-\xff]/.test(readFileSync(join(CHUNKS, file), 'utf8')));

    expect(files).not.toEqual([]);
    expect(wide).toEqual([]);
  });
});
