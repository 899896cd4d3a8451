import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationShutdown } from '@nestjs/common';
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ReportedExporter } from './reported-exporter.js';
import { summaryOf } from './statement-summary.js';
import { Tracing } from './tracing.js';

const NAME = 'watchword';
const FLUSH_MS = 2000;

/**
 * Traces with OpenTelemetry, sent as OTLP over HTTP. The SDK reads its environment variables by itself: endpoint,
 * headers, sampler, attributes, limits. Spans wait in a bounded queue and are sent in the background, so an unreachable
 * collector only loses spans.
 */
export class OpenTelemetry extends Tracing implements OnApplicationShutdown {
  private readonly provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': NAME }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new ReportedExporter(new OTLPTraceExporter()))],
  });
  private readonly tracer: Tracer = this.provider.getTracer(NAME);
  private readonly propagator = new W3CTraceContextPropagator();
  private readonly current = new AsyncLocalStorage<Context>();
  private readonly ofRequest = new WeakMap<FastifyRequest, Context>();

  /** Records a statement when it has ended. Statements outside of requests, such as polls, are omitted. */
  readonly statements = (sql: string, milliseconds = 0): void => {
    const parent = this.current.getStore();
    if (!parent) return;
    const { name, attributes } = summaryOf(sql);
    const end = Date.now();
    const options = { kind: SpanKind.CLIENT, startTime: end - milliseconds, attributes };
    this.tracer.startSpan(name, options, parent).end(end);
  };

  /** Adds the hooks that create a span for every request. */
  traceRequests(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, _reply, done) => this.current.run(this.begin(request), done));
    // Restores the context, because a body arrives in events of the socket, which lack the context of the request.
    fastify.addHook('preValidation', (request, _reply, done) =>
      this.current.run(this.ofRequest.get(request) ?? ROOT_CONTEXT, done),
    );
    fastify.addHook('onResponse', (request, reply, done) => {
      this.end(request, reply);
      done();
    });
  }

  async inSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
    const parent = this.current.getStore();
    if (!parent) return work();
    const span = this.tracer.startSpan(name, {}, parent);
    try {
      return await work();
    } finally {
      span.end();
    }
  }

  /** Sends the remaining spans, for at most the time that a stopping process may wait. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.race([
      this.provider.shutdown().catch(() => undefined),
      sleep(FLUSH_MS, undefined, { ref: false }),
    ]);
  }

  private begin(request: FastifyRequest): Context {
    const parent = this.propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
    const attributes = { 'http.request.method': request.method, 'watchword.request_id': request.id };
    const span = this.tracer.startSpan(request.method, { kind: SpanKind.SERVER, attributes }, parent);
    const context = trace.setSpan(parent, span);
    this.ofRequest.set(request, context);
    return context;
  }

  private end(request: FastifyRequest, reply: FastifyReply): void {
    const span: Span | undefined = trace.getSpan(this.ofRequest.get(request) ?? ROOT_CONTEXT);
    const { url: route } = request.routeOptions;
    if (route !== undefined) span?.updateName(`${request.method} ${route}`).setAttribute('http.route', route);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  }
}
