import type { Config } from '../../config/config.js';
import { type Finding, ok, problem, warning } from './finding.js';
import { hashLanes, nodeVersion } from './node-checks.js';

/** A network with a shorter prefix covers a large part of all addresses. */
const MIN_BITS = 8;

/** Checks the configuration without any connection. Invalid values of single variables are found when they are read. */
export function configurationFindings(config: Config): Finding[] {
  return [
    ...config.warnings.map((text) => warning('configuration', text)),
    nodeVersion(process.versions.node, new Date()),
    hashLanes(config),
    secretKey(config),
    issuer(config),
    trustProxy(config),
    firstAdmin(config),
  ];
}

/**
 * Checks whether the key looks random. Of 10¹⁴ random keys of 32 bytes, about one has only printable characters, so a
 * printable key was typed.
 */
function secretKey({ secretKey: key }: Config): Finding {
  const check = 'SECRET_KEY';
  const isHex = /^[\da-f]+$/i.test(key.toString('latin1'));
  const isText = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (!isText || isHex) return ok(check, `${key.length} bytes that look random`);
  return warning(check, 'is a text, not random bytes. Before real users come: openssl rand -base64 32');
}

function issuer({ ISSUER, isProduction }: Config): Finding {
  const check = 'ISSUER';
  if (ISSUER.startsWith('https:')) return ok(check, ISSUER);
  if (!isProduction) return ok(check, `${ISSUER}; in production it should begin with https`);
  return warning(
    check,
    `${ISSUER} is not https: passwords and tokens can be read on the way. Put a proxy with TLS in front, and set ISSUER to its address.`,
  );
}

function trustProxy({ ISSUER, TRUST_PROXY }: Config): Finding {
  const check = 'TRUST_PROXY';
  const wide = TRUST_PROXY.filter((network) => Number(network.split('/')[1] ?? 128) < MIN_BITS);
  if (wide.length > 0)
    return problem(
      check,
      `${wide.join(',')} believes nearly everybody, so callers can make up their address. Name the proxy alone.`,
    );
  if (TRUST_PROXY.length === 0 && ISSUER.startsWith('https:'))
    return warning(
      check,
      'is empty though ISSUER is https, so a proxy must be in front: all callers seem to have its address. Name the proxy.',
    );
  return ok(check, TRUST_PROXY.length === 0 ? 'no proxy' : TRUST_PROXY.join(','));
}

function firstAdmin({ ADMIN_PASSWORD, isProduction }: Config): Finding {
  const check = 'ADMIN_PASSWORD';
  if (!isProduction || ADMIN_PASSWORD === undefined) return ok(check, 'not left in the environment');
  return warning(check, 'is set. It is needed once: remove it, and ADMIN_NAME, when the first admin exists.');
}
