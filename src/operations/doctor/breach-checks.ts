import type { Config } from '../../config/config.js';
import { LOOKUP_TIMEOUT_MS, reasonOf } from '../../passwords/breached-passwords.service.js';
import { hashFileFault } from '../../passwords/hash-file.js';
import { RangeApi, RangeServer } from '../../passwords/range-api.js';
import { type Finding, ok, refusal, warning } from './finding.js';

const CHECK = 'BREACHED_PASSWORDS';
/** An arbitrary range, unrelated to any password. */
const ANY_HASH = '0'.repeat(40);

/** Checks whether the list of breached passwords is available. For the API, it sends one request. */
export async function breachFindings(config: Config, server = new RangeServer()): Promise<Finding[]> {
  if (config.BREACHED_PASSWORDS === 'api') return [await rangeApi(server)];
  if (config.BREACHED_PASSWORDS === 'off') return [ok(CHECK, 'off: common passwords alone are refused')];
  return breachFileFindings(config);
}

/** Checks the file of breached passwords, if one is configured. */
export async function breachFileFindings({ BREACHED_PASSWORDS: source }: Config): Promise<Finding[]> {
  if (typeof source === 'string') return [];
  const fault = await hashFileFault(source.file);
  if (fault === undefined) return [ok(CHECK, `${source.file} can be searched`)];
  return [
    refusal(
      CHECK,
      `${source.file} ${fault}. Name the file of SHA-1 hashes that is sorted by hash (docs/operations.md), or set off or api.`,
    ),
  ];
}

async function rangeApi(server: RangeServer): Promise<Finding> {
  try {
    await new RangeApi(server).has(ANY_HASH, AbortSignal.timeout(LOOKUP_TIMEOUT_MS));
    return ok(CHECK, `${server.url} answers`);
  } catch (error) {
    return warning(
      CHECK,
      `${server.url} does not answer in ${LOOKUP_TIMEOUT_MS} ms (${reasonOf(error as Error)}), so breached passwords are accepted. ` +
        'Let this machine reach it, or use a file.',
    );
  }
}
