import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Instruments } from './instruments.js';
import { RequestHistogram } from './request-histogram.js';

/** Upper bounds of waiting times, in seconds: from unnoticeable ones to those of requests that were abandoned. */
const WAIT_SECONDS = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4];

/** Creates instruments on a separate registry, which also has the usual metrics of a Node.js process. */
export function prometheusInstruments(): Instruments {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    isOn: true,
    counter: (name, help, values) => {
      const counter = new Counter({ name, help, labelNames: Object.keys(values), registers });
      // All series start at 0: a series that starts with its first event hides that event from `rate`.
      for (const [label, known] of Object.entries(values))
        for (const value of known) counter.inc({ [label]: value }, 0);
      return counter;
    },
    waits: (name, help) => new Histogram({ name, help, buckets: WAIT_SECONDS, registers }),
    gauge: (name, help) => ({
      readBy: (read) => {
        const collect = () => {
          const reading = read();
          if (typeof reading === 'number') return gauge.set(reading);
          for (const [state, value] of Object.entries(reading)) gauge.set({ state }, value);
        };
        const gauge: Gauge = new Gauge({ name, help, labelNames: ['state'], collect, registers });
      },
    }),
    requestDurations: (name, help) => new RequestHistogram(name, help, registry),
    text: () => registry.metrics(),
  };
}
