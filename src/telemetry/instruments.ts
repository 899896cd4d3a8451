/** The possible values of each label, by name. */
export type LabelValues = Record<string, readonly string[]>;

/** A counter. It increases by one and starts at zero with the process. */
export interface Counter<Values extends LabelValues> {
  inc(labels: { [Name in keyof Values]: Values[Name][number] }): void;
}

/** A histogram of waiting times. */
export interface Waits {
  observe(seconds: number): void;
}

/**
 * A value that increases and decreases, or one value for each state. Its owner registers a function that is called when
 * metrics are read.
 */
export interface Gauge {
  readBy(read: () => number | Readonly<Record<string, number>>): void;
}

/** Histograms of request durations, one for each route and method. */
export interface RequestDurations {
  of(method: string, route: string): RouteDurations;
}

/** The histogram of the requests of one route. */
export interface RouteDurations {
  observe(status: number, milliseconds: number): void;
}

/** Creates counters, histograms and gauges. */
export interface Instruments {
  readonly isOn: boolean;
  counter<const Values extends LabelValues>(name: string, help: string, values: Values): Counter<Values>;
  waits(name: string, help: string): Waits;
  gauge(name: string, help: string): Gauge;
  requestDurations(name: string, help: string): RequestDurations;
  /** Returns all metrics in the text format of Prometheus. */
  text(): Promise<string>;
}

const nothing = () => undefined;

/** Instruments that record nothing. */
export const SILENT: Instruments = {
  isOn: false,
  counter: () => ({ inc: nothing }),
  waits: () => ({ observe: nothing }),
  gauge: () => ({ readBy: nothing }),
  requestDurations: () => ({ of: () => ({ observe: nothing }) }),
  text: () => Promise.resolve(''),
};
