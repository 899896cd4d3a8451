import { Log } from './common/logging.js';
import { loadConfig, loadEnvFile } from './config/load-config.js';
import { serve } from './serve.js';

const STOP_MILLISECONDS = 9000;
/** The SQLite file holds password hashes, and its folder may be open to all. */
const FOR_NOBODY_ELSE = 0o077;

/** Reads the environment, serves, and stops on SIGTERM and SIGINT. A fault is said in plain words, with exit code 1. */
export async function start(): Promise<void> {
  process.umask(FOR_NOBODY_ELSE);
  try {
    loadEnvFile();
    const config = loadConfig();
    const log = new Log(config.LOG_LEVEL);
    stopOnSignals(await serve(config, log));
  } catch (error) {
    process.stderr.write(`Watchword cannot start. ${(error as Error).message}\n`);
    // What was started before the fault, such as connections and timers, would keep the process alive.
    process.exit(1);
  }
}

function stopOnSignals(stop: (signal: string) => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(0), STOP_MILLISECONDS).unref();
      void stop(signal).then(() => process.exit(0));
    });
  }
}
