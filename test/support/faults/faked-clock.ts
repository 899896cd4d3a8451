import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A clock that jumps on demand, for one replica, by libfaketime (Debian: `faketime`). Time spans stay real. */
export class FakedClock {
  private readonly directory = mkdtempSync(join(tmpdir(), 'watchword-clock-'));
  private readonly file = join(this.directory, 'offset');

  /** With the clock that many seconds away from the real one. */
  constructor(offsetSeconds = 0) {
    this.jumpTo(offsetSeconds);
  }

  /** What the replica's environment needs. */
  get environment(): Record<string, string> {
    return {
      LD_PRELOAD: libraryPath() ?? '',
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  jumpTo(offsetSeconds: number): void {
    writeFileSync(this.file, `${offsetSeconds < 0 ? '-' : '+'}${Math.abs(offsetSeconds)}`);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Where the library is, or nothing when it is not installed. */
export function libraryPath(): string | undefined {
  const places = readdirSync('/usr/lib').map((entry) =>
    join('/usr/lib', entry, 'faketime', 'libfaketime.so.1'),
  );
  return places.find((path) => existsSync(path));
}
