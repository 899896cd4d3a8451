import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A clock for one replica that jumps on demand, with libfaketime (Debian: `faketime`). The monotonic clock stays real.
 */
export class FakedClock {
  private readonly directory = mkdtempSync(join(tmpdir(), 'watchword-clock-'));
  private readonly file = join(this.directory, 'offset');

  /** Starts with the clock shifted by `offsetSeconds`. */
  constructor(offsetSeconds = 0) {
    this.jumpTo(offsetSeconds);
  }

  /** The variables for the replica. */
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

/** Returns the path of the library, or nothing when it is not installed. */
export function libraryPath(): string | undefined {
  const places = readdirSync('/usr/lib').map((entry) =>
    join('/usr/lib', entry, 'faketime', 'libfaketime.so.1'),
  );
  return places.find((path) => existsSync(path));
}
