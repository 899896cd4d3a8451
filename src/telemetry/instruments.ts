/** The values that a label may have, by its name. */
export type LabelValues = Record<string, readonly string[]>;

/** Goes up, by one each time, and starts again at zero with the process. */
export interface Counter<Values extends LabelValues> {
  inc(labels: { [Name in keyof Values]: Values[Name][number] }): void;
}

/** How often a wait took how long. */
export interface Waits {
  observe(seconds: number): void;
}

/** A value that goes up and down, or one for each state. Its owner says how to read it; it is read when somebody asks. */
export interface Gauge {
  readBy(read: () => number | Readonly<Record<string, number>>): void;
}

/** How long requests took, one route and method at a time. */
export interface RequestDurations {
  of(method: string, route: string): RouteDurations;
}

/** How long the requests of one route took. */
export interface RouteDurations {
  observe(status: number, milliseconds: number): void;
}

/** Makes what is counted and measured with. */
export interface Instruments {
  readonly isOn: boolean;
  counter<const Values extends LabelValues>(name: string, help: string, values: Values): Counter<Values>;
  waits(name: string, help: string): Waits;
  gauge(name: string, help: string): Gauge;
  requestDurations(name: string, help: string): RequestDurations;
  /** Everything that was counted and measured, in the text format of Prometheus. */
  text(): Promise<string>;
}

const nothing = () => undefined;

/** Counts and measures nothing. */
export const SILENT: Instruments = {
  isOn: false,
  counter: () => ({ inc: nothing }),
  waits: () => ({ observe: nothing }),
  gauge: () => ({ readBy: nothing }),
  requestDurations: () => ({ of: () => ({ observe: nothing }) }),
  text: () => Promise.resolve(''),
};
