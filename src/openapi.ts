import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Forbidden, Unauthenticated } from './access/access.errors.js';
import {
  BodyTooLarge,
  MalformedBody,
  RequestTimeout,
  Unavailable,
  UnsupportedMediaType,
} from './common/common.errors.js';
import type { ProblemClass } from './common/problem.js';
import { mergeProblems } from './common/problem.decorator.js';

const DESCRIPTION = `Accounts, sessions and tokens. Errors are RFC 9457 problems: decide by \`code\`. Send the access token as
\`Authorization: Bearer <token>\`.`;

const TAGS: [name: string, description: string][] = [
  ['auth', 'Become known, and prove it'],
  ['me', 'My own account'],
  ['users', 'All accounts, for admins'],
  ['roles', 'What users may be, for admins'],
  ['health', 'For operators'],
];

/** What `Public` and `Roles` leave on an operation. */
interface Operation {
  requestBody?: unknown;
  security?: Record<string, string[]>[];
  responses: Record<string, object>;
  'x-public'?: boolean;
  'x-roles'?: string[];
}

/** Describes every route in OpenAPI 3.1, with every problem it can answer. */
export function documentOf(app: INestApplication): OpenAPIObject {
  const head = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Watchword')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'accessToken');
  for (const [name, description] of TAGS) head.addTag(name, description);

  const document = SwaggerModule.createDocument(app, head.build(), { operationIdFactory: operationId });
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) complete(operation as Operation);
  }
  return document;
}

/** Serves the document at /openapi.json, and Swagger UI at /docs from local files. */
export function serveDocument(app: INestApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= documentOf(app)), {
    jsonDocumentUrl: 'openapi.json',
  });
}

/** `usersCreate`, `meChangePassword`: names that read well as functions of a generated client. */
function operationId(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '');
  return `${noun.charAt(0).toLowerCase()}${noun.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}

/** Adds what holds for every route of a kind: what the guard, the parsers and the time limits answer. */
function complete(operation: Operation): void {
  const problems: ProblemClass[] = [RequestTimeout, Unavailable];
  if (!operation['x-public']) problems.push(Unauthenticated);
  if (operation['x-roles']) problems.push(Forbidden);
  if (operation.requestBody) problems.push(MalformedBody, BodyTooLarge, UnsupportedMediaType);

  operation.security = operation['x-public'] ? [] : [{ accessToken: [] }];
  mergeProblems(operation.responses, problems);
  delete operation['x-public'];
  delete operation['x-roles'];
}
