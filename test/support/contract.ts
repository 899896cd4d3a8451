import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { OpenApi, Operation } from './document.js';

/** Headers that a response may have only if they are documented. */
const TELLING = /^(link|retry-after|set-cookie|www-authenticate|x-next-cursor|x-auth-\w+)$/;

/** A response with its body as text. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Checks responses against the OpenAPI document. If a schema lists properties, a response must have no others:
 * undocumented data must not leave the service.
 */
export class Contract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, formats: fullFormats });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: OpenApi) {
    const schemas = Object.entries(document.schemas).map(([name, schema]) => [
      name,
      schema.properties ? { additionalProperties: false, ...schema } : schema,
    ]);
    this.ajv.addSchema({ $id: 'openapi', components: { schemas: Object.fromEntries(schemas) } });
  }

  /** Returns a sentence for each difference between the response and the document. */
  faultsOf(operation: Operation, answer: RawAnswer): string[] {
    const documented = operation.responses[answer.status];
    if (!documented) return [`status ${answer.status} is not documented: ${answer.text}`];
    const [type = ''] = (answer.headers.get('content-type') ?? '').split(';');
    const content = documented.content?.[type];
    const isDocumented = content !== undefined || (!documented.content && answer.text === '');
    return [
      ...(isDocumented ? [] : [`content type "${type}" is not documented: ${answer.text}`]),
      ...this.headerFaults(documented.headers ?? {}, answer.headers),
      ...(content ? partsOf(type, answer.text).flatMap((part) => this.bodyFaults(content.schema, part)) : []),
      ...codeFaults(Object.keys(content?.examples ?? {}), answer),
    ];
  }

  private headerFaults(documented: Record<string, { $ref: string }>, headers: Headers): string[] {
    const names = Object.keys(documented);
    const known = names.map((name) => name.toLowerCase());
    const missing = names.filter((name) => {
      const key = documented[name]?.$ref.split('/').at(-1) ?? '';
      return this.document.components.headers[key]?.required && !headers.has(name);
    });
    const unknown = [...headers.keys()].filter((name) => TELLING.test(name) && !known.includes(name));
    return [
      ...missing.map((name) => `header ${name} is missing`),
      ...unknown.map((name) => `header ${name} is not documented`),
    ];
  }

  private bodyFaults(schema: object, body: unknown): string[] {
    const validate = this.validatorOf(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'));
    if (validate(body)) return [];
    return [`${this.ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`];
  }

  /** To compile a schema takes longer than the request whose answer it checks, so it is done once for each. */
  private validatorOf(schema: string): ValidateFunction {
    const validate = this.validators.get(schema) ?? this.ajv.compile(JSON.parse(schema));
    this.validators.set(schema, validate);
    return validate;
  }
}

/** Returns the values of a body that the schema of its media type describes. */
function partsOf(type: string, text: string): unknown[] {
  if (type === 'application/x-ndjson') return linesOf(text).map((line) => JSON.parse(line));
  if (type === 'text/event-stream') {
    return [...text.matchAll(/event: revocation\nid: \d+\ndata: (.+)\n/g)].map(([, data]) =>
      JSON.parse(data!),
    );
  }
  return [type.includes('json') ? JSON.parse(text) : text];
}

const linesOf = (text: string) => text.split('\n').filter(Boolean);

function codeFaults(codes: string[], { status, text }: RawAnswer): string[] {
  if (status < 400) return [];
  const { code, error = code } = JSON.parse(text);
  return codes.includes(error) ? [] : [`code ${error} is not documented for ${status}`];
}
