import type { Client } from './client.js';

export const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'options', 'head'] as const;

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: Schema;
  readonly allOf?: Schema[];
  readonly properties?: Record<string, Schema>;
  readonly required?: string[];
  readonly enum?: string[];
  readonly example?: unknown;
}

interface Content {
  readonly content?: Record<string, { schema: Schema }>;
}

/** One route as the OpenAPI document describes it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: string[];
  readonly security?: object[];
  readonly parameters?: { name: string; in: string; required: boolean; schema: Schema }[];
  readonly requestBody?: Content;
  readonly responses: Record<string, Content & { description: string; headers?: object }>;
}

/** The OpenAPI document of a running service. */
export class OpenApi {
  private constructor(
    readonly version: string,
    readonly operations: Operation[],
    readonly schemas: Record<string, Schema>,
  ) {}

  static async of(client: Client): Promise<OpenApi> {
    const { body } = await client.get('/openapi.json');
    const paths = Object.entries(body.paths as Record<string, Record<string, Operation>>);
    const operations = paths.flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]).map((method) => ({
        ...(item[method] as Operation),
        method: method.toUpperCase(),
        path,
      })),
    );
    return new OpenApi(body.openapi, operations, body.components.schemas);
  }

  /** The fields of the body that an operation reads, with their schemas. */
  fieldsOf({ requestBody }: Operation): Record<string, Schema> {
    const { $ref = '' } = Object.values(requestBody?.content ?? {})[0]?.schema ?? {};
    return this.schemas[$ref.split('/').at(-1)!]?.properties ?? {};
  }

  /** A body made of the examples of the fields. */
  exampleFor(operation: Operation): Record<string, string> | undefined {
    const fields = Object.entries(this.fieldsOf(operation)).map(([name, { example }]) => [name, example]);
    return operation.requestBody && Object.fromEntries(fields);
  }
}

/** Who an operation is for. */
export function audienceOf({ security = [] }: Operation): 'public' | 'people' | 'clients' {
  if (security.length === 0) return 'public';
  return security.some((scheme) => 'clientSecret' in scheme) ? 'clients' : 'people';
}

/** Whether an operation reads forms alone. */
export function readsForms({ requestBody }: Operation): boolean {
  return Object.keys(requestBody?.content ?? {}).join() === 'application/x-www-form-urlencoded';
}

/** The codes that an operation documents for a status, or for all of them: of problems, or those of OAuth. */
export function codesOf({ responses }: Operation, status?: number): string[] {
  return Object.entries(responses)
    .filter(([documented]) => status === undefined || Number(documented) === status)
    .flatMap(([, { content, description }]) => {
      const problem = content?.['application/problem+json']?.schema.allOf;
      if (problem) return problem.flatMap(({ properties }) => properties?.code?.enum ?? []);
      const isOAuth = content?.['application/json']?.schema.$ref?.endsWith('/OAuthErrorDto');
      return isOAuth ? [...description.matchAll(/`(\w+)`/g)].map(([, code]) => code!) : [];
    });
}
