/** A value of JSON (RFC 8259). */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Whether a value is an object of JSON, and not a list or null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that a column holds as text; an empty one where it holds none. */
export function objectIn(text: string | null): JsonObject {
  return text === null ? {} : (JSON.parse(text) as JsonObject);
}

/** The text of an object for a column; null for an empty one. */
export function textOf(object: JsonObject): string | null {
  return Object.keys(object).length === 0 ? null : JSON.stringify(object);
}

/** How many bytes an object takes up as JSON in UTF-8. */
export function bytesOf(object: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(object));
}

/**
 * Applies a merge patch (RFC 7396): a member replaces the one of the same name, null removes it, and objects are merged
 * member by member.
 */
export function merged(target: JsonObject, patch: JsonObject): JsonObject {
  const result = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, isJsonObject(value) ? merged(objectOr(result.get(name)), value) : value);
  }
  return Object.fromEntries(result);
}

function objectOr(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
