import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { SILENT } from './instruments.js';
import { Metrics } from './metrics.js';
import { NoTracing, Tracing } from './tracing.js';

/** Metrics and traces. Packages are loaded only if they are configured: prom-client alone takes 11 MB. */
@Global()
@Module({
  providers: [
    { provide: Metrics, inject: [Config], useFactory: makeMetrics },
    { provide: Tracing, inject: [Config], useFactory: makeTracing },
  ],
  exports: [Metrics, Tracing],
})
export class TelemetryModule {}

async function makeMetrics({ METRICS_TOKEN }: Config): Promise<Metrics> {
  if (METRICS_TOKEN === undefined) return new Metrics(SILENT);
  const { prometheusInstruments } = await import('./prometheus.js');
  return new Metrics(prometheusInstruments());
}

async function makeTracing({ exportsTraces }: Config): Promise<Tracing> {
  if (!exportsTraces) return new NoTracing();
  const { OpenTelemetry } = await import('./open-telemetry.js');
  return new OpenTelemetry();
}
