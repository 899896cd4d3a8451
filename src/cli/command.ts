import type { Config } from '../config/config.js';

/** One thing the command line can do. `run` answers what to print; it throws an error with a plain message. */
export interface Command {
  readonly usage: string;
  run(words: string[], config: Config): Promise<string>;
  /** What to print when the configuration has faults. Without it, they are the error. */
  runWithFaults?(faults: readonly string[]): string;
}
