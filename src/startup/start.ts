import { Log } from '../common/logging.js';
import { readConfig } from '../config/load-config.js';
import { serve } from './serve.js';
import { StopSignals } from './stop-signals.js';

/** The SQLite file contains password hashes, and its folder may be readable for all users of the machine. */
const OWNER_ONLY_UMASK = 0o077;

/**
 * Reads the configuration, serves requests, and stops on SIGTERM and SIGINT as described in StopSignals. An error at
 * start is printed in plain words, with exit code 1.
 */
export async function start(): Promise<void> {
  process.umask(OWNER_ONLY_UMASK);
  const signals = new StopSignals();
  try {
    const config = readConfig();
    const log = new Log(config.LOG_LEVEL);
    signals.stopGracefully(await serve(config, log));
  } catch (error) {
    process.stderr.write(`Watchword cannot start. ${(error as Error).message}\n`);
    // Connections and timers started before the error would keep the process alive.
    process.exit(1);
  }
}
