import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Config } from './config.js';
import { InvalidConfig } from './config.errors.js';
import { findSecretKey } from './secret-key.js';
import { knownVariables } from './variable.decorators.js';

type Environment = Record<string, string | undefined>;

/**
 * Reads and checks every variable. An empty variable counts as unset.
 * @throws InvalidConfig which lists every fault at once
 */
export function loadConfig(environment: Environment = process.env): Config {
  const config = plainToInstance(Config, withDefaults(environment));
  const faults = validateSync(config, { skipMissingProperties: false }).flatMap((error) =>
    Object.values(error.constraints ?? {}).slice(0, 1),
  );
  const secretKey = findSecretKey(config, faults);
  refuseExamples(config, faults);
  if (faults.length > 0 || !secretKey) throw new InvalidConfig(faults);
  return Object.assign(config, {
    secretKey,
    threadPoolSize: threadPoolSize(environment),
    exportsTraces: exportsTraces(environment),
  });
}

/** Takes the variables of an `.env` file in the working directory, where there is one. Real variables win. */
export function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
  }
}

function withDefaults(environment: Environment): Environment {
  const set = (name: string) => environment[name] || undefined;
  const fallbacks = Object.fromEntries(knownVariables().map(({ name, fallback }) => [name, fallback]));
  const computed = Config.computedDefaults(set('PORT') ?? String(fallbacks.PORT));
  return Object.fromEntries(
    knownVariables().map(({ name }) => [name, set(name) ?? fallbacks[name] ?? computed[name]]),
  );
}

/** By the standard variables: there is a collector, and nobody has turned traces off. */
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

/** As libuv reads it: what is no number counts as 1, and 1024 is the most. */
function threadPoolSize({ UV_THREADPOOL_SIZE }: Environment): number {
  if (UV_THREADPOOL_SIZE === undefined) return 4;
  return Math.min(Math.max(1, Number.parseInt(UV_THREADPOOL_SIZE, 10) || 1), 1024);
}

/** Values printed in our own documents are known to everybody. */
const EXAMPLES = ['correct horse battery staple', 'change-me-before-production'];

function refuseExamples(config: Config, faults: string[]): void {
  if (!config.isProduction) return;
  for (const name of ['ADMIN_PASSWORD', 'DATABASE_URL'] as const) {
    if (EXAMPLES.some((example) => config[name]?.includes(example))) {
      faults.push(`${name} holds an example value from the documentation: choose your own`);
    }
  }
}
