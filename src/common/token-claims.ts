import { bytesOf, type JsonObject } from './json-object.js';

/**
 * Maximum size of the claims that TOKEN_CLAIMS names, as JSON. A token with these, the longest roles and an RS256
 * signature has less than the 4096 characters that verifiers read.
 */
export const MAX_CLAIMS_BYTES = 400;

/** The claims that tokens and introspection have by themselves, or may have in a later version. */
const OWN = `iss sub aud exp nbf iat jti sid amr acr auth_time roles scope
  client_id secret_id active token_type username claims permissions`;

/** Registered for other purposes (RFC 9068, 8693, 7800, OpenID Connect): libraries would draw conclusions from them. */
const REGISTERED = `act may_act cnf events toe txn azp nonce at_hash c_hash s_hash
  groups entitlements authorization_details vot vtm sub_jwk sub_id status
  name given_name family_name middle_name nickname preferred_username profile
  picture website email email_verified gender birthdate zoneinfo locale
  phone_number phone_number_verified address updated_at`;

/** Names of claims that TOKEN_CLAIMS must not use. */
export const RESERVED_CLAIMS: ReadonlySet<string> = new Set(`${OWN} ${REGISTERED}`.split(/\s+/));

/**
 * Returns the members that tokens state. What does not fit any more is left out, in the order of the names: that happens
 * only to values that are older than the setting.
 */
export function claimsIn(attributes: JsonObject, names: readonly string[]): JsonObject {
  return namedIn(attributes, names).reduce<JsonObject>((claims, [name, value]) => {
    const more = { ...claims, [name]: value };
    return bytesOf(more) <= MAX_CLAIMS_BYTES ? more : claims;
  }, {});
}

/** Whether all members of these names fit into a token. */
export function fitToken(attributes: JsonObject, names: readonly string[]): boolean {
  return bytesOf(Object.fromEntries(namedIn(attributes, names))) <= MAX_CLAIMS_BYTES;
}

function namedIn(attributes: JsonObject, names: readonly string[]) {
  const own = names.filter((name) => Object.hasOwn(attributes, name));
  return own.map((name) => [name, attributes[name] as JsonObject[string]] as const);
}
