import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Forbidden, Unauthenticated } from './access/access.errors.js';
import {
  BadRequest,
  BodyTooLarge,
  MalformedBody,
  RequestTimeout,
  Unavailable,
  UnsupportedMediaType,
  UriTooLong,
} from './common/common.errors.js';
import { InvalidClient } from './clients/clients.errors.js';
import type { Audience } from './common/access.decorators.js';
import type { ProblemClass } from './common/problem.js';
import { mergeProblems } from './common/problem.decorator.js';
import { DESCRIBED_RATE_LIMIT_HEADERS } from './throttling/rate-limit-headers.js';

const DESCRIPTION = `Accounts, sessions and tokens. Errors are RFC 9457 problems: decide by \`code\`. Send the access token as
\`Authorization: Bearer <token>\`.`;

const TAGS: [name: string, description: string][] = [
  ['auth', 'Become known, and prove it'],
  ['me', 'My own account'],
  ['users', 'All accounts, for admins'],
  ['roles', 'What users may be, for admins'],
  ['audit', 'What happened, for admins'],
  ['sessions', 'Where I am signed in'],
  ['clients', 'Services that call in their own name, for admins'],
  ['oauth', 'What services ask by the standards'],
  ['revocations', 'What is refused before it expires, for services'],
  ['keys', 'What access tokens are checked with'],
  ['forward-auth', 'For reverse proxies'],
  ['health', 'For operators'],
];

/** What the page of Swagger UI loads. Its package has more: source maps, build logs, the version of everything. */
const UI_FILES = new Set([
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
]);

/** What the decorators of a route leave on its operation. */
interface Operation {
  parameters?: { in: string }[];
  requestBody?: unknown;
  security?: Record<string, string[]>[];
  responses: Record<string, { headers?: object }>;
  'x-audience'?: Audience;
  'x-refresh-cookie'?: boolean;
  'x-oauth'?: boolean;
  'x-rate-limited'?: boolean;
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
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'accessToken')
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'Client id and secret' }, 'clientSecret')
    .addCookieAuth('__Host-watchword_refresh', { type: 'apiKey' }, 'refreshCookie');
  for (const [name, description] of TAGS) head.addTag(name, description);

  const document = SwaggerModule.createDocument(app, head.build(), { operationIdFactory: operationId });
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) complete(operation as Operation);
  }
  return document;
}

/** Serves the document at /openapi.json, and Swagger UI at /docs from local files. Each is made once: it is large. */
export function serveDocument(app: INestApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  let document: OpenAPIObject | undefined;
  let text: string | undefined;
  const made = () => (document ??= documentOf(app));
  serveNothingElse(fastify);
  fastify.get('/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((text ??= JSON.stringify(made()))),
  );
  SwaggerModule.setup('docs', app, made, {
    raw: false,
    // Swagger UI would else show a badge from swagger.io, and tell it the address of this service.
    swaggerOptions: { validatorUrl: null },
  });
}

/** Keeps the files of Swagger UI that its page does not load out of reach. */
function serveNothingElse(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url !== '/docs/*') return;
    route.onRequest = (request, reply, done) => {
      if (UI_FILES.has((request.params as { '*': string })['*'])) done();
      else reply.callNotFound();
    };
  });
}

/** `usersCreate`, `meChangePassword`: names that read well as functions of a generated client. */
function operationId(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '');
  return `${noun.charAt(0).toLowerCase()}${noun.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}

/** Adds what holds for every route of a kind: what the guard, the parsers and the time limits answer. */
function complete(operation: Operation): void {
  const { 'x-audience': audience = 'people', 'x-oauth': isOAuth = false } = operation;
  const problems: ProblemClass[] = [RequestTimeout];
  if (!isOAuth) problems.push(Unavailable);
  if (audience !== 'public' && !isOAuth) problems.push(Unauthenticated, Forbidden);
  if (audience === 'clients' && !isOAuth) problems.push(InvalidClient);
  if (operation.requestBody && !isOAuth) problems.push(MalformedBody, BodyTooLarge, UnsupportedMediaType);
  if (operation.parameters?.some((parameter) => parameter.in === 'path'))
    problems.push(BadRequest, UriTooLong);

  if (operation['x-rate-limited']) describeRateLimit(operation.responses);
  operation.security = securityOf(audience, operation['x-refresh-cookie']);
  mergeProblems(operation.responses, problems);
  for (const mark of ['x-audience', 'x-refresh-cookie', 'x-oauth', 'x-rate-limited'] as const)
    delete operation[mark];
}

/** On what is counted and what is refused; an answer from before the count says nothing of it. */
function describeRateLimit(responses: Operation['responses']): void {
  for (const [status, response] of Object.entries(responses)) {
    if (status.startsWith('2') || status === '429')
      response.headers = { ...response.headers, ...DESCRIBED_RATE_LIMIT_HEADERS };
  }
}

function securityOf(audience: Audience, cookieSuffices = false): Record<string, string[]>[] {
  if (audience === 'public') return [];
  if (audience === 'clients') return [{ clientSecret: [] }, { accessToken: [] }];
  if (audience === 'client-secrets') return [{ clientSecret: [] }];
  return [{ accessToken: [] }, ...(cookieSuffices ? [{ refreshCookie: [] }] : [])];
}
