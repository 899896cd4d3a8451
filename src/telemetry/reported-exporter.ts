import { Logger } from '@nestjs/common';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

/** An exporter that logs when spans begin to be lost and when they arrive again. */
export class ReportedExporter implements SpanExporter {
  private readonly logger = new Logger('traces');
  private isFailing = false;

  constructor(private readonly exporter: SpanExporter) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, (result) => {
      this.report(result);
      done(result);
    });
  }

  /** Closes the connections. */
  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  private report({ code, error }: ExportResult): void {
    const isFailing = code === ExportResultCode.FAILED;
    if (isFailing && !this.isFailing)
      this.logger.warn({ msg: 'the trace collector does not accept spans', reason: error?.message });
    if (!isFailing && this.isFailing) this.logger.log('the trace collector accepts spans again');
    this.isFailing = isFailing;
  }
}
