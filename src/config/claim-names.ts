import { RESERVED_CLAIMS } from '../common/token-claims.js';
import { faultless } from './variable.decorators.js';

const MAX_NAMES = 10;
const NAME = /^[A-Za-z][\w.:/-]{0,63}$/;

/** A list of names of additional claims. Claims that every token has are refused. */
export const ClaimNames = () => faultless((value) => faultOf(value as string[]));

function faultOf(names: string[]): string | undefined {
  if (names.length > MAX_NAMES) return `must have ${MAX_NAMES} names at most`;
  if (new Set(names).size < names.length) return 'must not have a name twice';
  const misspelled = names.find((name) => !NAME.test(name) || name in Object.prototype);
  if (misspelled !== undefined)
    return `must be a list of names such as plan,tenant, of letters, digits and ._:/-: ${misspelled} is none`;
  const reserved = names.find((name) => RESERVED_CLAIMS.has(name));
  return reserved && `must not name ${reserved}: that claim has a meaning of its own in tokens`;
}
