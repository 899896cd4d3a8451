import type { Metric, Registry } from 'prom-client';
import type { RequestDurations, RouteDurations } from './instruments.js';

/**
 * Upper bounds of durations, in milliseconds. Checking a token takes less than one, hashing a password some hundreds.
 */
const BOUNDS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];
const LABELS = BOUNDS.map((bound) => String(bound / 1000));

/** The requests of one route and status. */
class Series {
  readonly counts = new Float64Array(BOUNDS.length + 1);
  milliseconds = 0;
}

class RouteSeries implements RouteDurations {
  readonly byStatus = new Map<number, Series>();

  constructor(
    readonly method: string,
    readonly route: string,
  ) {}

  observe(status: number, milliseconds: number): void {
    let series = this.byStatus.get(status);
    if (!series) this.byStatus.set(status, (series = new Series()));
    let bucket = 0;
    while (milliseconds > BOUNDS[bucket]!) bucket++;
    series.counts[bucket]!++;
    series.milliseconds += milliseconds;
  }
}

/**
 * A histogram for prom-client's registry that allocates no objects or strings per request: prom-client's own builds a
 * string of all labels for each request to find its series.
 */
export class RequestHistogram implements RequestDurations {
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  private readonly routes = new Map<string, RouteSeries>();

  constructor(
    readonly name: string,
    readonly help: string,
    registry: Registry,
  ) {
    registry.registerMetric(this as unknown as Metric);
  }

  /** Returns the histogram of a route. It is called once per route, not per request. */
  of(method: string, route: string): RouteDurations {
    const key = `${method} ${route}`;
    const known = this.routes.get(key) ?? new RouteSeries(method, route);
    this.routes.set(key, known);
    return known;
  }

  /** Returns all values in the form of the registry. */
  get() {
    const values = [...this.routes.values()].flatMap(({ method, route, byStatus }) =>
      [...byStatus].flatMap(([status, series]) =>
        this.valuesOf({ method, route, status: String(status) }, series),
      ),
    );
    const { name, help, type, aggregator } = this;
    return Promise.resolve({ name, help, type, aggregator, values });
  }

  /** Returns the values of a series. Buckets are cumulative: each also counts the requests of the buckets before it. */
  private valuesOf(labels: Record<string, string>, { counts, milliseconds }: Series) {
    let total = 0;
    const buckets = [...LABELS, '+Inf'].map((le, index) => ({
      metricName: `${this.name}_bucket`,
      labels: { le, ...labels },
      value: (total += counts[index]!),
    }));
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: milliseconds / 1000 },
      { metricName: `${this.name}_count`, labels, value: total },
    ];
  }
}
