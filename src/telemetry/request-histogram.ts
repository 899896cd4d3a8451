import type { Metric, Registry } from 'prom-client';
import type { RequestDurations, RouteDurations } from './instruments.js';

/** Upper bounds, in milliseconds. A token is checked in less than one, a password hashed in some hundreds. */
const BOUNDS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];
const LABELS = BOUNDS.map((bound) => String(bound / 1000));

/** The requests of one route that were answered with one status. */
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
 * A histogram of prom-client's registry that is written without making objects or texts: that of prom-client finds its
 * series by a text of all labels, which it puts together for each request.
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

  /** Where the requests of a route are counted. Asked for once a route, not once a request. */
  of(method: string, route: string): RouteDurations {
    const key = `${method} ${route}`;
    const known = this.routes.get(key) ?? new RouteSeries(method, route);
    this.routes.set(key, known);
    return known;
  }

  /** All values, as the registry wants them. */
  get() {
    const values = [...this.routes.values()].flatMap(({ method, route, byStatus }) =>
      [...byStatus].flatMap(([status, series]) =>
        this.valuesOf({ method, route, status: String(status) }, series),
      ),
    );
    const { name, help, type, aggregator } = this;
    return Promise.resolve({ name, help, type, aggregator, values });
  }

  /** A bucket counts all that took no longer, so each has what those before it have. */
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
