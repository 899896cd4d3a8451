import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { modernize, withoutSuffix } from '../http/document-schemas.js';
import { Config } from '../config/config.js';
import { describeTokenClaims } from '../oauth/oauth.dto.js';
import { DescribedOperations } from './described-operations.js';
import { describePasswordLength } from '../passwords/password.fields.js';

const DESCRIPTION = `Accounts, sessions and tokens. Errors are RFC 9457 problems: branch on \`code\`. Send the access token as
\`Authorization: Bearer <token>\`.`;

const TAGS: [name: string, description: string][] = [
  ['auth', 'Registration, login, refresh, logout.'],
  ['me', "The caller's own account."],
  ['factors', "The caller's own second factors."],
  ['email', 'Verified e-mail addresses.'],
  ['password', 'Forgotten passwords.'],
  ['users', 'Accounts of all users, for admins.'],
  ['roles', 'Roles that users can have, for admins.'],
  ['audit', 'The audit log, for admins.'],
  ['mail', 'Mails that were sent or wait, for admins.'],
  ['sessions', "The caller's own sessions."],
  ['clients', 'Service clients and their secrets, for admins.'],
  ['oauth', 'OAuth 2.0 endpoints for service clients: tokens, introspection, revocation.'],
  ['revocations', 'The feed of revoked tokens, for services that check tokens themselves.'],
  ['keys', 'Public keys that verify access tokens.'],
  ['forward-auth', 'Authentication of requests for reverse proxies.'],
  ['health', 'Health and metrics, for operators.'],
];

const ACCESS_TOKEN = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'The access token of a login, of a refresh or of POST /oauth/token.',
} as const;

const CLIENT_SECRET = {
  type: 'http',
  scheme: 'basic',
  description: 'The id and the secret of a service client (RFC 6749, section 2.3.1).',
} as const;

const REFRESH_COOKIE = {
  type: 'apiKey',
  in: 'cookie',
  description: 'The refresh token of a browser that logged in with `?cookie=true`.',
} as const;

/**
 * Files that the page of Swagger UI loads. Its package contains more: source maps, build logs, versions of all its
 * parts.
 */
const UI_FILES = new Set([
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
]);

/** Returns the OpenAPI 3.1 document of all routes, with all problems they can return and the configured limits. */
export function documentOf(app: INestApplication): OpenAPIObject {
  const config = app.get(Config);
  const head = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Watchword')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This service')
    .addBearerAuth(ACCESS_TOKEN, 'accessToken')
    .addBasicAuth(CLIENT_SECRET, 'clientSecret')
    .addCookieAuth('__Host-watchword_refresh', REFRESH_COOKIE, 'refreshCookie');
  for (const [name, description] of TAGS) head.addTag(name, description);

  const info = head.build();
  info.info.contact = { name: 'The operator of this service', url: config.ISSUER };
  const document = SwaggerModule.createDocument(app, info);
  new DescribedOperations(document).complete();
  describePasswordLength(document, config.PASSWORD_MIN_LENGTH);
  describeTokenClaims(document, config.TOKEN_CLAIMS);
  modernize(document);
  return withoutSuffix(document);
}

/**
 * Serves the document at /openapi.json, and Swagger UI at /docs from local files. The document is built only once,
 * because it is large.
 */
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
    // Otherwise Swagger UI would load a badge from swagger.io and so reveal the URL of this service.
    swaggerOptions: { validatorUrl: null },
  });
}

/** Blocks the files of Swagger UI that its page does not load. */
function serveNothingElse(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url !== '/docs/*') return;
    route.onRequest = (request, reply, done) => {
      if (UI_FILES.has((request.params as { '*': string })['*'])) done();
      else reply.callNotFound();
    };
  });
}
