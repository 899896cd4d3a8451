import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Config } from './config.js';
import { InvalidConfig } from './config.errors.js';
import { readEnvFile } from './env-file.js';
import { environmentWarnings, envFileWarnings } from './near-misses.js';
import { findPreviousSecretKey, findSecretKey } from './secret-key.js';
import { knownVariables } from './variable.decorators.js';

type Environment = Record<string, string | undefined>;

/** Reads and checks `.env` and the environment of this process. @throws InvalidConfig that lists all faults at once */
export function readConfig(): Config {
  const warnings = [...environmentWarnings(Object.keys(process.env)), ...loadEnvFile()];
  return loadConfig(process.env, warnings);
}

/**
 * Checks every variable. An empty one is treated as unset, and blanks around a value are removed. `warnings` become
 * part of the result.
 * @throws InvalidConfig that lists all faults at once
 */
export function loadConfig(environment: Environment, warnings: readonly string[] = []): Config {
  const config = plainToInstance(Config, withDefaults(environment));
  const faults = validateSync(config, { skipMissingProperties: false }).flatMap((error) =>
    Object.values(error.constraints ?? {}).slice(0, 1),
  );
  const secretKey = findSecretKey(config, faults);
  const previousSecretKey = findPreviousSecretKey(config, secretKey, faults);
  refuseExamples(config, faults);
  if (faults.length > 0 || !secretKey) throw new InvalidConfig(faults, warnings);
  return Object.assign(config, {
    secretKey,
    warnings,
    previousSecretKey,
    threadPoolSize: threadPoolSize(environment),
    exportsTraces: exportsTraces(environment),
  });
}

/** Adds the variables of `.env` that the environment lacks. Returns warnings about the file. */
function loadEnvFile(): string[] {
  const entries = readEnvFile();
  const values = new Map(entries.map(({ name, value }) => [name, value]));
  for (const [name, value] of values) process.env[name] ||= value;
  return envFileWarnings(entries);
}

/** Variables whose blanks are kept: a password may begin or end with one. */
const EXACT = new Set(['ADMIN_PASSWORD']);

function withDefaults(environment: Environment): Environment {
  const set = (name: string) =>
    (EXACT.has(name) ? environment[name] : environment[name]?.trim()) || undefined;
  const fallbacks = Object.fromEntries(knownVariables().map(({ name, fallback }) => [name, fallback]));
  const computed = Config.computedDefaults(set('PORT') ?? String(fallbacks.PORT));
  return Object.fromEntries(
    knownVariables().map(({ name }) => [name, set(name) ?? fallbacks[name] ?? computed[name]]),
  );
}

/** Returns whether the standard variables name a collector and do not turn traces off. */
function exportsTraces(environment: Environment): boolean {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT } = environment;
  const isOff = environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true';
  const exporter = environment.OTEL_TRACES_EXPORTER || 'otlp';
  return (
    Boolean(OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || OTEL_EXPORTER_OTLP_ENDPOINT) &&
    !isOff &&
    exporter === 'otlp'
  );
}

/** Reads the variable like libuv: a text that is not a number is treated as 1, and the maximum is 1024. */
function threadPoolSize({ UV_THREADPOOL_SIZE }: Environment): number {
  if (UV_THREADPOOL_SIZE === undefined) return 4;
  return Math.min(Math.max(1, Number.parseInt(UV_THREADPOOL_SIZE, 10) || 1), 1024);
}

/** Example values of the documentation, which are public. */
const EXAMPLES = ['correct horse battery staple', 'change-me-before-production'];

function refuseExamples(config: Config, faults: string[]): void {
  if (!config.isProduction) return;
  for (const name of ['ADMIN_PASSWORD', 'DATABASE_URL'] as const) {
    if (EXAMPLES.some((example) => config[name]?.includes(example))) {
      faults.push(`${name} holds an example value from the documentation: choose your own`);
    }
  }
}
