import { type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { parse as parseQuery } from 'node:querystring';
import { HttpStatus, ValidationPipe } from '@nestjs/common';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import * as transformerPackage from 'class-transformer';
import * as validatorPackage from 'class-validator';
import {
  fastify as makeFastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import { shedLoad } from '../auth/flood-gate.js';
import { GatePasses } from '../auth/gate-passes.js';
import { logRequests } from '../http/access-log.js';
import { parseForm, parseJson } from '../http/body-parsers.js';
import { BadRequest, HeadersTooLarge, RequestTimeout } from '../common/common.errors.js';
import { FORM, JSON_TYPE } from '../http/content-types.js';
import { Cors } from '../http/cors.js';
import type { Log } from '../common/logging.js';
import { createBoundedServer } from '../http/pipelines.js';
import { bodyOf, ProblemFilter } from '../http/problem.filter.js';
import { ProblemPages } from '../http/problem-pages.js';
import { checkRequests } from '../http/request-checks.js';
import { limitRequests } from '../http/request-deadline.js';
import { nextRequestId, requestId } from '../http/request-id.js';
import { MAX_BODY_BYTES } from '../http/body-limits.js';
import {
  ARRIVAL_TIMEOUT_MS,
  MAX_PARAMETER_LENGTH,
  MAX_QUERY_PARAMETERS,
  MAX_REQUESTS_PER_CONNECTION,
  REQUEST_TIMEOUT_MS,
} from '../http/request-limits.js';
import { toProblem } from '../http/problem-mapping.js';
import { rememberRules } from '../http/remembered-rules.js';
import { trustedProxies } from '../common/trusted-proxies.js';
import { validationFailed } from '../http/validation.js';
import type { Config } from '../config/config.js';
import { LeanAdapter } from '../http/lean-adapter.js';
import { HashingLanes } from '../passwords/hashing-lanes.js';
import { Metrics } from '../telemetry/metrics.js';
import { measureRequests } from '../telemetry/request-metrics.js';
import { Tracing } from '../telemetry/tracing.js';
import { DeviceTokens } from '../throttling/device-tokens.js';
import { RATE_LIMIT_HEADERS } from '../http/rate-limit-headers.js';
import { closeUnusedConnections } from '../http/unused-connections.js';

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Content security policy of /docs: Swagger UI loads its own scripts and styles and calls this service. */
const DOCS_POLICY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "connect-src 'self'; frame-ancestors 'none'",
};

/** The settings for responses to errors that no filter handles. */
interface Surroundings {
  readonly cors: Cors;
  readonly issuer: string;
}

/** Node's error for bytes that are not a request. */
interface BrokenRequest {
  readonly code?: string;
  /** The bytes. Fastify's types are wrong here. */
  readonly rawPacket?: unknown;
}

const BROKEN_REQUESTS = new Map([
  ['HPE_HEADER_OVERFLOW', HeadersTooLarge],
  ['ERR_HTTP_REQUEST_TIMEOUT', RequestTimeout],
]);

/** DTOs describe requests and responses. No route has a schema for Fastify's own compilers, so they are not loaded. */
const WITHOUT_SCHEMAS = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

/** Creates the HTTP server with all limits set. By default, Fastify, Node and Nest have none. */
export function httpAdapter(config: Config): FastifyAdapter {
  const around = { cors: corsOf(config), issuer: config.ISSUER };
  const server = makeFastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: ARRIVAL_TIMEOUT_MS,
    keepAliveTimeout: config.KEEP_ALIVE_TIMEOUT * 1000,
    maxRequestsPerSocket: MAX_REQUESTS_PER_CONNECTION,
    serverFactory: createServer,
    routerOptions: {
      maxParamLength: MAX_PARAMETER_LENGTH,
      querystringParser: (text) => parseQuery(text, '&', '=', { maxKeys: MAX_QUERY_PARAMETERS }),
    },
    trustProxy: config.TRUST_PROXY.length > 0 ? trustedProxies(config.TRUST_PROXY) : false,
    genReqId: requestId,
    schemaController: { compilersFactory: WITHOUT_SCHEMAS },
    frameworkErrors: (error, request, reply) => answerFrameworkError(around, error, request, reply),
    clientErrorHandler: (error, socket) => answerBrokenRequest(around, error, socket),
  });
  return new LeanAdapter(server);
}

/** Registers everything between the socket and the controllers: parsers, headers, access log, validation, errors. */
export async function prepareHttp(app: NestFastifyApplication, config: Config, log: Log): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('user', null); // set by the guard; declared here, because objects that get properties later are slower
  readBodies(fastify);
  setHeaders(fastify);
  limitRequests(fastify, REQUEST_TIMEOUT_MS);
  closeUnusedConnections(fastify);
  logRequests(fastify, log);
  measureRequests(fastify, app.get(Metrics));
  app.get(Tracing).traceRequests(fastify);
  shedLoad(fastify, app.get(HashingLanes), app.get(Metrics), passesOf(app, config));
  await corsOf(config).register(fastify);
  checkRequests(fastify);
  rememberRules();
  app.useGlobalPipes(validationPipe());
  const pages = config.PAGES === 'on' ? app.get(ProblemPages) : undefined;
  app.useGlobalFilters(new ProblemFilter(config.ISSUER, pages));
}

/**
 * Returns the functions that let sign-ins pass a full queue. Without LOGIN_LIMIT none passes, because no client is
 * known.
 */
function passesOf(app: NestFastifyApplication, { LOGIN_LIMIT }: Config) {
  const passes = new GatePasses(app.get(DeviceTokens));
  const isOn = LOGIN_LIMIT !== 'off';
  return {
    onArrival: (request: FastifyRequest) => isOn && passes.has(request),
    withBody: (request: FastifyRequest) => isOn && passes.take(request),
  };
}

/**
 * Creates the server. It accepts requests without a Host header, because `checkRequests` sends a problem for them,
 * while Node would send an empty body.
 */
function createServer(listener: RequestListener, options: FastifyServerOptions): Server {
  const { requestTimeout, keepAliveTimeout } = options;
  const server = createBoundedServer(
    { requestTimeout, keepAliveTimeout, requireHostHeader: false },
    listener,
  );
  server.maxRequestsPerSocket = options.maxRequestsPerSocket ?? 0;
  return server;
}

function refuseSchema(): never {
  throw new Error('Describe requests and responses by DTOs, not by a schema of the route.');
}

/** Sends the problem for a URL that the router cannot parse: it never reaches Nest's filter. */
function answerFrameworkError(
  { cors, issuer }: Surroundings,
  error: Error,
  { headers: { origin } }: FastifyRequest,
  reply: FastifyReply,
): void {
  const problem = toProblem(error);
  void reply
    .status(problem.kind.status)
    .headers({ ...HEADERS, ...cors.headersFor(origin), 'x-request-id': reply.request.id })
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(bodyOf(problem, issuer)));
}

/**
 * Sends the problem for bytes that Node cannot parse as HTTP. They never become a request, so the raw response is
 * written to the socket.
 */
function answerBrokenRequest({ cors, issuer }: Surroundings, error: BrokenRequest, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = new (BROKEN_REQUESTS.get(error.code ?? '') ?? BadRequest)();
  const body = JSON.stringify(bodyOf(problem, issuer));
  const headers = {
    ...HEADERS,
    ...cors.headersForPacket(error.rawPacket),
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

function corsOf({ CORS_ORIGINS }: Config): Cors {
  return new Cors(CORS_ORIGINS, RATE_LIMIT_HEADERS);
}

/**
 * Creates the pipe with both packages passed in. Nest would import them at run time, which does not work in a bundle.
 */
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
