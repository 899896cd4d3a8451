import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { credentialsOf } from '@watchword/protocol';
import { NotFound } from '../../common/common.errors.js';
import { Config } from '../../config/config.js';
import { Metrics } from '../../telemetry/metrics.js';
import { WrongMetricsToken } from './health.errors.js';

/** Returns the metrics to callers that present METRICS_TOKEN. */
@Injectable()
export class MetricsService {
  constructor(
    private readonly config: Config,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Returns all metrics in the Prometheus text format, for the header `Authorization: Bearer METRICS_TOKEN`. @throws
   * NotFound when METRICS_TOKEN is unset, WrongMetricsToken
   */
  async read(authorization?: string): Promise<string> {
    if (this.config.METRICS_TOKEN === undefined) throw new NotFound();
    if (!isSame(credentialsOf(authorization, 'bearer'), this.config.METRICS_TOKEN))
      throw new WrongMetricsToken();
    return this.metrics.text();
  }
}

/** Compares in constant time: the duration does not depend on how much of the text is correct. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(one!, other!);
}
