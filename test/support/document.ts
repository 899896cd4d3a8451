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
  readonly content?: Record<string, { schema: Schema; examples?: Record<string, object> }>;
}

/** A documented response of an operation, with its reference resolved. */
export interface DocumentedResponse extends Content {
  readonly $ref?: string;
  readonly description: string;
  readonly headers?: Record<string, { $ref: string }>;
}

interface Components {
  readonly schemas: Record<string, Schema>;
  readonly responses: Record<string, DocumentedResponse>;
  readonly headers: Record<string, { required?: boolean; description: string }>;
  readonly examples: Record<string, { value: object }>;
}

/** An operation of the OpenAPI document. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: string[];
  readonly security?: object[];
  readonly description?: string;
  readonly parameters?: {
    name: string;
    in: string;
    required: boolean;
    description?: string;
    schema: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Record<string, DocumentedResponse>;
}

/** The OpenAPI document of a running service. */
export class OpenApi {
  private constructor(
    readonly version: string,
    readonly operations: Operation[],
    readonly components: Components,
  ) {}

  get schemas(): Record<string, Schema> {
    return this.components.schemas;
  }

  static async of(client: Client): Promise<OpenApi> {
    const { body } = await client.get('/openapi.json');
    const paths = Object.entries(body.paths as Record<string, Record<string, Operation>>);
    const operations = paths.flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]).map((method) => ({
        ...(item[method] as Operation),
        method: method.toUpperCase(),
        path,
        responses: followed(item[method]!.responses, body.components),
      })),
    );
    return new OpenApi(body.openapi, operations, body.components);
  }

  /** Returns the schema of an operation's body. */
  bodyOf({ requestBody }: Operation): Schema | undefined {
    const { $ref = '' } = Object.values(requestBody?.content ?? {})[0]?.schema ?? {};
    return this.schemas[$ref.split('/').at(-1)!];
  }

  /** Returns the fields of an operation's body with their schemas. */
  fieldsOf(operation: Operation): Record<string, Schema> {
    return this.bodyOf(operation)?.properties ?? {};
  }

  /** Returns a body with the examples of the fields. */
  exampleFor(operation: Operation): Record<string, string> | undefined {
    return operation.requestBody && this.examplesOf(this.fieldsOf(operation));
  }

  /** Returns the examples of fields, and of the fields of those that are objects. */
  private examplesOf(fields: Record<string, Schema>): Record<string, string> {
    const examples = Object.entries(fields).map(([name, { example, $ref, allOf = [] }]) => {
      const nested = this.schemas[($ref ?? allOf[0]?.$ref ?? '').split('/').at(-1)!]?.properties;
      return [name, nested ? this.examplesOf(nested) : example];
    });
    return Object.fromEntries(examples);
  }
}

function followed(
  responses: Record<string, DocumentedResponse>,
  components: Components,
): Record<string, DocumentedResponse> {
  const entries = Object.entries(responses).map(([status, response]) => [
    status,
    components.responses[response.$ref?.split('/').at(-1) ?? ''] ?? response,
  ]);
  return Object.fromEntries(entries);
}

/** Returns who may call an operation. */
export function audienceOf({ security = [] }: Operation): 'public' | 'people' | 'clients' {
  if (security.length === 0 || security.some((scheme) => Object.keys(scheme).length === 0)) return 'public';
  return security.some((scheme) => 'clientSecret' in scheme) ? 'clients' : 'people';
}

/** Returns whether an operation accepts only forms. */
export function readsForms({ requestBody }: Operation): boolean {
  return Object.keys(requestBody?.content ?? {}).join() === 'application/x-www-form-urlencoded';
}

/** Returns the documented codes of an operation for a status, or for all: of problems or of OAuth errors. */
export function codesOf({ responses }: Operation, status?: number): string[] {
  return Object.entries(responses)
    .filter(
      ([documented]) => Number(documented) >= 400 && (status === undefined || Number(documented) === status),
    )
    .flatMap(([, { content = {} }]) => Object.values(content))
    .flatMap(({ examples = {} }) => Object.keys(examples));
}
