import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { parse as parseQuery } from 'node:querystring';
import { fastifyCors } from '@fastify/cors';
import { HttpStatus, ValidationPipe } from '@nestjs/common';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import * as transformerPackage from 'class-transformer';
import * as validatorPackage from 'class-validator';
import { fastify as makeFastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { refuseFloods } from './auth/flood-gate.js';
import { logRequests } from './common/access-log.js';
import { parseForm, parseJson } from './common/body-parsers.js';
import { BadRequest, HeadersTooLarge, RequestTimeout } from './common/common.errors.js';
import { FORM, JSON_TYPE } from './common/content-types.js';
import type { Log } from './common/logging.js';
import { bodyOf, ProblemFilter } from './common/problem.filter.js';
import { limitRequests } from './common/request-deadline.js';
import { nextRequestId, requestId } from './common/request-id.js';
import { toProblem } from './common/problem-mapping.js';
import { validationFailed } from './common/validation.js';
import type { Config } from './config/config.js';
import { LeanAdapter } from './lean-adapter.js';
import { HashingLanes } from './passwords/hashing-lanes.js';
import { Metrics } from './telemetry/metrics.js';
import { measureRequests } from './telemetry/request-metrics.js';
import { Tracing } from './telemetry/tracing.js';
import { RATE_LIMIT_HEADERS } from './throttling/rate-limit-headers.js';

const BODY_BYTES = 32 * 1024;
const REQUEST_MILLISECONDS = 5000;
const ARRIVAL_MILLISECONDS = 10_000;
const KEEP_ALIVE_MILLISECONDS = 72_000;
const REQUESTS_PER_CONNECTION = 100_000;
const LONGEST_PARAMETER = 200;
/** No route knows so many, so what lies beyond was refused anyway: by one that is unknown or comes twice. */
const MOST_PARAMETERS = 50;

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Swagger UI loads its own scripts and styles, and asks this service. */
const DOCS_POLICY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "connect-src 'self'; frame-ancestors 'none'",
};

const BROKEN_REQUESTS = new Map([
  ['HPE_HEADER_OVERFLOW', HeadersTooLarge],
  ['ERR_HTTP_REQUEST_TIMEOUT', RequestTimeout],
]);

/** DTOs describe what goes in and out. No route gives Fastify's own compilers a schema, so they are not loaded. */
const WITHOUT_SCHEMAS = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

/** The HTTP server with every limit set: Fastify, Node and Nest have none by default. */
export function httpAdapter(config: Config): FastifyAdapter {
  const server = makeFastify({
    bodyLimit: BODY_BYTES,
    requestTimeout: ARRIVAL_MILLISECONDS,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    maxRequestsPerSocket: REQUESTS_PER_CONNECTION,
    routerOptions: {
      maxParamLength: LONGEST_PARAMETER,
      querystringParser: (text) => parseQuery(text, '&', '=', { maxKeys: MOST_PARAMETERS }),
    },
    trustProxy: config.TRUST_PROXY.length > 0 ? config.TRUST_PROXY : false,
    genReqId: requestId,
    schemaController: { compilersFactory: WITHOUT_SCHEMAS },
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerBrokenRequest,
  });
  return new LeanAdapter(server);
}

/** Everything between the socket and the controllers: parsers, headers, access log, validation, errors. */
export async function prepareHttp(app: NestFastifyApplication, config: Config, log: Log): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('user', null); // set by the guard: objects that grow later are slower
  readBodies(fastify);
  setHeaders(fastify);
  limitRequests(fastify, REQUEST_MILLISECONDS);
  logRequests(fastify, log);
  measureRequests(fastify, app.get(Metrics));
  app.get(Tracing).traceRequests(fastify);
  refuseFloods(fastify, app.get(HashingLanes), app.get(Metrics));
  if (config.CORS_ORIGINS.length > 0) await allowOrigins(fastify, config.CORS_ORIGINS);
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
}

function refuseSchema(): never {
  throw new Error('Describe what goes in and out by a DTO, not by a schema of the route.');
}

/** A URL that the router cannot read never reaches Nest's filter. */
function answerFrameworkError(error: Error, _request: unknown, reply: FastifyReply): void {
  const problem = toProblem(error);
  void reply
    .status(problem.kind.status)
    .headers({ ...HEADERS, 'x-request-id': reply.request.id })
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(bodyOf(problem)));
}

/** What Node cannot read as HTTP never becomes a request. The socket takes the answer as it goes over the wire. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = new (BROKEN_REQUESTS.get(error.code ?? '') ?? BadRequest)();
  const body = JSON.stringify(bodyOf(problem));
  const headers = {
    ...HEADERS,
    'x-request-id': nextRequestId(),
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
  };
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.end(
    [`HTTP/1.1 ${problem.kind.status} ${STATUS_CODES[problem.kind.status]}`, ...lines, '', body].join('\r\n'),
  );
}

function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, parseJson);
  fastify.addContentTypeParser(FORM, { parseAs: 'buffer' }, parseForm);
}

function setHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(HEADERS).header('x-request-id', request.id);
    if (request.url.startsWith('/docs')) reply.headers(DOCS_POLICY);
    done();
  });
}

async function allowOrigins(fastify: FastifyInstance, origin: string[]): Promise<void> {
  await fastify.register(fastifyCors, {
    origin,
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['Link', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id', ...RATE_LIMIT_HEADERS],
    maxAge: 600,
  });
}

/** Nest would import the two packages itself, while it runs: a bundle then has them without their names. */
function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    validatorPackage,
    transformerPackage,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    errorHttpStatusCode: HttpStatus.BAD_REQUEST,
    exceptionFactory: validationFailed,
  });
}
