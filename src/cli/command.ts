import type { Config } from '../config/config.js';

/** A command of the command line. `run` returns the text to print, or throws an error with a plain message. */
export interface Command {
  readonly usage: string;
  run(words: string[], config: Config): Promise<string>;
  /**
   * Returns the text to print for an invalid configuration. Without this method, faults are an error, and warnings are
   * printed first.
   */
  runWithFaults?(faults: readonly string[], warnings: readonly string[]): string;
}
