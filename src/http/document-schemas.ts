/** Part of an OpenAPI document. */
type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Converts a document of @nestjs/swagger from OpenAPI 3.0 to 3.1 (JSON Schema 2020-12), in place: `nullable` becomes a
 * list of types, and a single reference in `allOf` replaces the `allOf`.
 */
export function modernize(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(modernize);
  if (!isNode(value)) return;
  if (value.nullable === true && typeof value.type === 'string') {
    value.type = [value.type, 'null'];
    delete value.nullable;
  }
  const [only, ...others] = Array.isArray(value.allOf) ? (value.allOf as Node[]) : [];
  if (only?.$ref !== undefined && others.length === 0) {
    value.$ref = only.$ref;
    delete value.allOf;
  }
  for (const [key, part] of Object.entries(value)) if (!/^examples?$/.test(key)) modernize(part);
}

/** Returns the document with the suffix removed from names of schemas: `User` instead of `UserDto`. */
export function withoutSuffix<T extends { components?: { schemas?: object } }>(document: T): T {
  const text = JSON.stringify(document).replaceAll(/(#\/components\/schemas\/\w+?)Dto"/g, '$1"');
  const renamed = JSON.parse(text) as T;
  const schemas = Object.entries(renamed.components?.schemas ?? {});
  renamed.components = {
    ...renamed.components,
    schemas: Object.fromEntries(schemas.map(([name, schema]) => [name.replace(/Dto$/, ''), schema])),
  };
  return renamed;
}
