import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HashFile, hashFileFault } from './hash-file.js';

const folder = mkdtempSync(join(tmpdir(), 'watchword-hashes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
const HASHES = Array.from({ length: 20_000 }, (_, index) => sha1(`password ${index}`)).toSorted();
const lines = (hashes: readonly string[]) => hashes.map((hash, index) => `${hash}:${index + 1}`);

let count = 0;
function fileOf(text: string): string {
  const path = join(folder, `${++count}.txt`);
  writeFileSync(path, text);
  return path;
}

const has = (path: string, hash: string) => new HashFile(path).has(hash, AbortSignal.timeout(60_000));

/** Returns the next higher or lower hash, which is not in the list. */
const beside = (hash: string, step: bigint) =>
  (BigInt(`0x${hash}`) + step).toString(16).toUpperCase().padStart(40, '0');

describe('HashFile', () => {
  it.each([
    ['LF at the end of each line', `${lines(HASHES).join('\n')}\n`],
    ['CRLF at the end of each line', `${lines(HASHES).join('\r\n')}\r\n`],
    ['nothing at the end of the last line', lines(HASHES).join('\r\n')],
    ['small letters', `${lines(HASHES).join('\n').toLowerCase()}\n`],
  ])('finds all hashes of a file with %s, and no others', async (_, text) => {
    const path = fileOf(text);
    const some = HASHES.filter((_, index) => index % 97 === 0 || index < 3 || index >= HASHES.length - 3);

    for (const hash of some) {
      const found = [
        await has(path, hash),
        await has(path, beside(hash, 1n)),
        await has(path, beside(hash, -1n)),
      ];
      expect([hash, ...found]).toEqual([hash, true, false, false]);
    }
    expect(await hashFileFault(path)).toBeUndefined();
  });

  it('searches a file with a single line', async () => {
    const path = fileOf(`${HASHES[7]}:3`);

    expect(await Promise.all([has(path, HASHES[7]!), has(path, HASHES[8]!)])).toEqual([true, false]);
    expect(await hashFileFault(path)).toBeUndefined();
  });

  it('ignores a hash with a count of 0', async () => {
    expect(await has(fileOf(`${HASHES[0]}:0\n${HASHES[1]}:10\n`), HASHES[0]!)).toBe(false);
  });

  it('fails when the file has other contents or the time is over', async () => {
    const path = fileOf('no hashes at all '.repeat(1000));
    const good = fileOf(lines(HASHES).join('\n'));

    await expect(has(path, HASHES[0]!)).rejects.toThrow('has no line of the form SHA1:COUNT');
    await expect(new HashFile(good).has(HASHES[0]!, AbortSignal.abort(new Error('late')))).rejects.toThrow(
      'late',
    );
  });
});

describe('hashFileFault', () => {
  it.each([
    [
      'has another order',
      lines([...HASHES.slice(1000), ...HASHES.slice(0, 1000)]).join('\n'),
      /^is not sorted/,
    ],
    ['has two lines in another order', lines([HASHES[1]!, HASHES[0]!]).join('\n'), /^is not sorted/],
    ['has hashes of another kind', `${'A'.repeat(32)}:1\n`, /^has no line of the form SHA1:COUNT at byte 0$/],
    ['has no counts', HASHES.join('\n'), /^has no line/],
    ['begins well', `${lines(HASHES).join('\n')}${'\n<html>'.repeat(2000)}`, /^has no line/],
    ['is empty', '', /^is empty$/],
  ])('reports a file that %s', async (_, text, fault) => {
    expect(await hashFileFault(fileOf(text))).toMatch(fault);
  });

  it('reports a missing file and a folder', async () => {
    expect(await hashFileFault(join(folder, 'none'))).toBe('does not exist');
    expect(await hashFileFault(folder)).toBe('is not a file');
  });
});
